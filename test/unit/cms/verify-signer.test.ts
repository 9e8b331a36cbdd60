import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { concat } from '../../../src/bytes/concat.js'
import {
  context,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
} from '../../../src/bytes/der-writer.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import { buildSignedData } from '../../../src/cms/build-signed-data.js'
import { attribute, cmsSigner } from '../../../src/cms/cms-signer.js'
import { CMS_OID } from '../../../src/cms/object-identifiers.js'
import { parseSignedData } from '../../../src/cms/parse-signed-data.js'
import { verifySigner, type SignatureProblem } from '../../../src/cms/verify-signer.js'
import { Workbench } from '../../support/openssl.js'
import { issue, signPlain, type Credential } from '../../support/openssl-pki.js'

const content = Buffer.from('Befund')
const digest = (hash: string, data: Uint8Array): Uint8Array => createHash(hash).update(data).digest()

const bench = new Workbench()
let signer: Credential
let namesake: Credential
beforeAll(() => {
  signer = issue(bench, { subject: '/CN=Erika', serial: '77' })
  namesake = issue(bench, { subject: '/CN=Erika', serial: '77', key: signer.privateKey, days: 5 })
})
afterAll(() => {
  bench[Symbol.dispose]()
})

const contentType = (): Uint8Array => attribute(CMS_OID.contentType, objectIdentifier(CMS_OID.data))
const messageDigest = (): Uint8Array => attribute(CMS_OID.messageDigest, octetString(digest('sha256', content)))

/** signingCertificateV2, or v1 where the hash is SHA-1. */
function reference(hash: 'sha1' | 'sha256' | 'sha512', of = signer, ...more: Uint8Array[]): Uint8Array {
  const algorithm = hash === 'sha512' ? [sequence(objectIdentifier('2.16.840.1.101.3.4.2.3'))] : []
  const type = hash === 'sha1' ? CMS_OID.signingCertificate : CMS_OID.signingCertificateV2
  const entry = sequence(...algorithm, octetString(digest(hash, of.certificate.der)), ...more)
  return attribute(type, sequence(sequence(entry)))
}

function issuerSerial(serialNumber: bigint): Uint8Array {
  return sequence(sequence(context(4, signer.certificate.issuer.der)), integer(serialNumber))
}

/** Signs exactly these attributes and looks at them again. */
function problemsOf(attributes: readonly Uint8Array[], set = setOf(...attributes)): readonly SignatureProblem[] {
  const identity = cmsSigner({ certificate: signer.certificate, mechanism: 'ecdsa-sha256' })
  const signature = signPlain(signer.privateKey, 'ecdsa-sha256', set)
  const signedData = parseSignedData(
    buildSignedData(identity, { signedAttributes: set, signature, content: undefined }),
  )
  const [info] = signedData.signers
  if (!info) throw new Error('nobody has signed')
  return verifySigner({
    signedData,
    signer: info,
    certificates: [namesake.certificate],
    contentDigest: digest('sha256', content),
  }).problems
}

describe('verifySigner', () => {
  it('accepts signingCertificate in version 2, in version 1, in both, and with issuer and serial number', () => {
    for (const references of [
      [reference('sha256')],
      [reference('sha512')],
      [reference('sha1')],
      [reference('sha1'), reference('sha256')],
      [reference('sha256', signer, issuerSerial(77n))],
    ]) {
      expect(problemsOf([contentType(), messageDigest(), ...references])).toEqual([])
    }
  })

  it('does not need a signing time, and lets unknown attributes be', () => {
    const unknown = attribute('1.2.3', integer(1))
    expect(problemsOf([contentType(), messageDigest(), reference('sha256'), unknown])).toEqual([])
  })

  it('refuses signatures that lack contentType, messageDigest or signingCertificate', () => {
    const all = [contentType(), messageDigest(), reference('sha256')]
    for (const missing of all) {
      expect(problemsOf(all.filter((one) => one !== missing))).toEqual(['attributeMissing'])
    }
  })

  it('refuses an attribute that stands there twice or has two values', () => {
    const all = [contentType(), messageDigest(), reference('sha256')]
    for (const twice of [...all, attribute('1.2.3', integer(1))]) {
      expect(problemsOf([...all, twice, ...(all.includes(twice) ? [] : [twice])])).toEqual(['attributeRepeated'])
    }
    const values = setOf(octetString(digest('sha256', content)), octetString(new Uint8Array(32)))
    const twoDigests = sequence(objectIdentifier(CMS_OID.messageDigest), values)
    expect(problemsOf([contentType(), twoDigests, reference('sha256')])).toContain('attributeRepeated')
  })

  it('refuses a contentType that is not the content’s', () => {
    const other = attribute(CMS_OID.contentType, objectIdentifier(CMS_OID.signedData))
    expect(problemsOf([other, messageDigest(), reference('sha256')])).toEqual(['contentTypeMismatch'])
  })

  it('refuses a digest of another content', () => {
    const other = attribute(CMS_OID.messageDigest, octetString(digest('sha256', Buffer.from('other'))))
    expect(problemsOf([contentType(), other, reference('sha256')])).toEqual(['contentMismatch'])
    const empty = attribute(CMS_OID.messageDigest, octetString(new Uint8Array(0)))
    expect(problemsOf([contentType(), empty, reference('sha256')])).toEqual(['contentMismatch'])
  })

  it('refuses a reference to another certificate, even beside a right one', () => {
    const stranger = issue(bench, { subject: '/CN=Stranger' })
    for (const references of [
      [reference('sha256', stranger)],
      [reference('sha1', stranger), reference('sha256')],
      [reference('sha256', signer, issuerSerial(78n))],
    ]) {
      expect(problemsOf([contentType(), messageDigest(), ...references])).toEqual(['signingCertificateMismatch'])
    }
  })

  it('goes by the reference among certificates of one issuer, serial number and key', () => {
    expect(problemsOf([contentType(), messageDigest(), reference('sha256', namesake)])).toEqual([])
  })

  it('refuses attributes that were signed in another order than DER’s', () => {
    const sorted = [contentType(), messageDigest(), reference('sha256')].sort((a, b) => Buffer.compare(a, b))
    const reversed = encodeTlv(0x31, ...sorted.reverse())
    expect(() => problemsOf([], reversed)).toThrow(expect.objectContaining({ code: 'HC_SIGNATURE_MALFORMED' }))
  })

  it('refuses attributes without any content, and attributes without a value', () => {
    const malformed = expect.objectContaining({ code: 'HC_SIGNATURE_MALFORMED' }) as Error
    expect(() => problemsOf([])).toThrow(malformed)
    expect(() => problemsOf([sequence(objectIdentifier('1.2.3'), setOf())])).toThrow(malformed)
  })

  it('refuses digests that are not the same in all places', () => {
    const identity = cmsSigner({ certificate: signer.certificate, mechanism: 'ecdsa-sha256' })
    const attributes = setOf(contentType(), messageDigest(), reference('sha256'))
    const signature = signPlain(signer.privateKey, 'ecdsa-sha256', attributes)
    const genuine = parseSignedData(
      buildSignedData(identity, { signedAttributes: attributes, signature, content: undefined }),
    )
    const [info] = genuine.signers
    if (!info) throw new Error('nobody has signed')
    const contentDigest = digest('sha256', content)
    const check = { signedData: genuine, signer: info, certificates: [], contentDigest }
    expect(verifySigner(check).problems).toEqual([])
    const otherSignature = { ...info, signatureAlgorithm: { scheme: 'ecdsa', hash: 'sha384' } } as const
    expect(verifySigner({ ...check, signer: otherSignature }).problems).toEqual(['algorithmUnsupported'])
    const unlisted = { ...genuine, digestAlgorithms: ['sha512'] } as const
    expect(verifySigner({ ...check, signedData: unlisted }).problems).toEqual(['algorithmUnsupported'])
    expect(verifySigner({ ...check, contentDigest: undefined }).problems).toEqual(['contentMissing'])
  })

  it('reads the signing time as a claim', () => {
    const claimed = attribute(CMS_OID.signingTime, time(new Date('2055-01-02T03:04:05Z')))
    const attributes = setOf(contentType(), messageDigest(), reference('sha256'), claimed)
    const identity = cmsSigner({ certificate: signer.certificate, mechanism: 'ecdsa-sha256' })
    const signature = signPlain(signer.privateKey, 'ecdsa-sha256', attributes)
    const parsed = parseSignedData(buildSignedData(identity, { signedAttributes: attributes, signature, content }))
    expect(parsed.signers[0]?.signedAttributes?.signingTime).toEqual(new Date('2055-01-02T03:04:05Z'))
    expect(parsed.content && concat(parsed.content)).toEqual(concat(content))
  })
})
