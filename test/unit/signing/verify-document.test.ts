import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromHex } from '../../../src/bytes/hex.js'
import type { Certificate } from '../../../src/certificates/certificate.js'
import { errorCodeOf, type VerificationReport } from '../../../src/signing/verification-report.js'
import { verifyDocument } from '../../../src/signing/verify-document.js'
import { flipBit } from '../../support/flip-bit.js'
import { opensslAcceptsCades, opensslOutput, Workbench } from '../../support/openssl.js'
import { authorityExtensions, issue, signerExtensions, type Credential } from '../../support/openssl-pki.js'
import { digestsOf, signCades } from '../../support/sign-cades.js'

const content = Buffer.from('Befund')
const hour = 3_600_000
const now = new Date(Date.now() + hour)
const bench = new Workbench()
let root: Credential
let signer: Credential

beforeAll(() => {
  root = issue(bench, { subject: '/C=DE/CN=Root TEST-ONLY', extensions: authorityExtensions, days: 3000 })
  signer = issue(bench, { subject: '/C=DE/GN=Erika+SN=Mustermann+CN=Erika Mustermann', issuer: root })
})
afterAll(() => {
  bench[Symbol.dispose]()
})

interface Deviation {
  readonly document?: Uint8Array | undefined
  readonly anchors?: readonly Certificate[]
  readonly intermediates?: readonly Certificate[]
  readonly at?: Date
}

function verify(signature: Uint8Array, deviation: Deviation = {}): Promise<VerificationReport> {
  const { document, anchors = [root.certificate], intermediates = [], at = now } = { document: content, ...deviation }
  return verifyDocument({
    signature,
    ...(document && { contentDigest: digestsOf(document) }),
    anchors,
    intermediates,
    at,
  })
}

/** A signature with a key of that profile, which a careless program would accept. */
function signedBy(extensions: readonly string[], subject = '/CN=Somebody'): Uint8Array {
  return signCades(issue(bench, { subject, extensions, issuer: root }), 'ecdsa-sha256', content).bytes
}

describe('verifyDocument', () => {
  it('describes a valid signature: signer, claimed time, chain, revocation unknown', async () => {
    const report = await verify(signCades(signer, 'ecdsa-sha256', content).bytes)
    expect(report).toMatchObject({
      verdict: 'valid',
      packaging: 'detached',
      signers: [
        {
          verdict: 'valid',
          reasons: [],
          signer: { name: 'Erika Mustermann', test: true },
          purpose: { kind: 'sig' },
          signingTime: new Date('2026-11-21T10:00:00Z'),
          chain: ['GN=Erika + SN=Mustermann + CN=Erika Mustermann, C=DE', 'CN=Root TEST-ONLY, C=DE'],
          chainProblem: undefined,
          revocation: 'unknown',
          unknownAttributes: [],
        },
      ],
    })
    expect(errorCodeOf(report)).toBeUndefined()
  })

  it('tells content, chain and purpose apart and names them all', async () => {
    const authentication = ['basicConstraints=CA:FALSE', 'keyUsage=critical,digitalSignature']
    const signature = signedBy(authentication)
    const report = await verify(signature, { document: Buffer.from('anderer Befund'), anchors: [] })
    expect(report.signers[0]?.reasons).toEqual(['contentMismatch', 'chainUntrusted', 'purposeRefused'])
    expect(report.signers[0]?.chainProblem).toEqual({ problem: 'issuerUnknown', certificate: 'CN=Somebody' })
    expect(errorCodeOf(report)).toBe('HC_SIGNATURE_INVALID')
  })

  it.each([
    ['AUT', ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=clientAuth'], 'authenticationOnly'],
    ['ENC', ['keyUsage=critical,keyAgreement'], 'encryptionOnly'],
    [
      'CA',
      [...authorityExtensions.slice(0, 1), 'keyUsage=critical,nonRepudiation,keyCertSign'],
      'certificateAuthority',
    ],
    ['OCSP', ['keyUsage=critical,nonRepudiation', 'extendedKeyUsage=OCSPSigning'], 'ocspSigning'],
    ['TSA', ['keyUsage=critical,nonRepudiation', 'extendedKeyUsage=critical,timeStamping'], 'timeStamping'],
    ['TLS', ['keyUsage=critical,nonRepudiation', 'extendedKeyUsage=serverAuth'], 'extendedKeyUsageForeign'],
    ['unmarked', ['basicConstraints=CA:FALSE'], 'nonRepudiationMissing'],
  ])('refuses a signature by a key with an %s certificate, sound as it is', async (_name, extensions, why) => {
    const report = await verify(signedBy(extensions))
    expect(report.signers[0]).toMatchObject({ reasons: ['purposeRefused'], purpose: { kind: 'refused', why } })
    expect(errorCodeOf(report)).toBe('HC_CERT_USAGE_WRONG')
  })

  it('refuses a QES profile without nonRepudiation and an AUT profile with it', async () => {
    const qesWithoutUsage = ['keyUsage=critical,digitalSignature', 'certificatePolicies=1.2.276.0.76.4.72']
    const autWithUsage = ['keyUsage=critical,nonRepudiation', 'certificatePolicies=1.2.276.0.76.4.75']
    for (const extensions of [qesWithoutUsage, autWithUsage]) {
      expect((await verify(signedBy(extensions))).signers[0]?.reasons).toEqual(['purposeRefused'])
    }
  })

  it('judges validity at the given time, whatever time the signer claims', async () => {
    const signature = signCades(signer, 'ecdsa-sha256', content).bytes
    const late = await verify(signature, { at: new Date(now.getTime() + 2000 * 24 * hour) })
    expect(late.signers[0]?.reasons).toEqual(['certificateExpired'])
    expect(errorCodeOf(late)).toBe('HC_CERT_EXPIRED')
    const early = await verify(signature, { at: new Date('2020-01-01T00:00:00Z') })
    expect(early.signers[0]?.reasons).toEqual(['certificateNotYetValid'])
    expect(errorCodeOf(early)).toBe('HC_CERT_NOT_YET_VALID')
    const never = await verify(signature, { at: new Date(Number.NaN) })
    expect(never.verdict).toBe('invalid')
  })

  it('never trusts a certificate because it is inside the signature or equals an anchor', async () => {
    const impostor = issue(bench, { subject: '/C=DE/CN=Root TEST-ONLY', extensions: authorityExtensions })
    const leaf = issue(bench, { subject: '/CN=Leaf', issuer: impostor })
    const signature = signCades(leaf, 'ecdsa-sha256', content).bytes
    const intermediates = [impostor.certificate]
    expect((await verify(signature, { intermediates })).signers[0]?.reasons).toEqual(['chainUntrusted'])
    const pinned = await verify(signature, { anchors: [leaf.certificate] })
    expect(errorCodeOf(pinned)).toBe('HC_CERT_UNTRUSTED')
  })

  it('asks for the content of a detached signature', async () => {
    const report = await verify(signCades(signer, 'ecdsa-sha256', content).bytes, { document: undefined })
    expect(report.signers[0]?.reasons).toEqual(['contentMissing'])
    expect(errorCodeOf(report)).toBe('HC_INPUT_UNUSABLE')
  })

  it('compares the content inside an attached signature with the one beside it', async () => {
    const signature = signCades(signer, 'ecdsa-sha256', content, 'attached').bytes
    expect((await verify(signature)).verdict).toBe('valid')
    expect((await verify(signature, { document: undefined })).verdict).toBe('valid')
    const beside = await verify(signature, { document: Buffer.from('anderer Befund') })
    expect(beside).toMatchObject({ packaging: 'attached', signers: [{ reasons: ['contentMismatch'] }] })
    const inside = Buffer.from(signature).indexOf(content)
    const changed = flipBit(signature, inside)
    expect((await verify(changed, { document: undefined })).signers[0]?.reasons).toEqual(['contentMismatch'])
  })

  it('needs the intermediate certificate from somewhere', async () => {
    const middle = issue(bench, { subject: '/CN=Middle', extensions: authorityExtensions, issuer: root })
    const leaf = issue(bench, { subject: '/CN=Leaf', issuer: middle })
    const signature = signCades(leaf, 'ecdsa-sha256', content).bytes
    expect((await verify(signature)).signers[0]?.reasons).toEqual(['chainUntrusted'])
    expect((await verify(signature, { intermediates: [middle.certificate] })).verdict).toBe('valid')
  })

  it('throws only for bytes that are no signature', async () => {
    await expect(verify(fromHex('3003020101'))).rejects.toMatchObject({
      code: 'HC_SIGNATURE_MALFORMED',
      data: { offset: 2 },
    })
  })
})

describe('verifyDocument on a signature by several people', () => {
  const signBoth = (second: Credential, options: readonly string[] = []): Uint8Array =>
    opensslOutput([
      ...['cms', '-sign', '-binary', '-cades', '-outform', 'DER', '-in', bench.file(content), ...options],
      ...['-signer', signer.certificateFile, '-inkey', signer.keyFile],
      ...['-signer', second.certificateFile, '-inkey', second.keyFile],
    ])

  it('reports each signer and is valid only if all are', async () => {
    const second = issue(bench, { subject: '/CN=Zweite', issuer: root, key: 'secp384r1' })
    const report = await verify(signBoth(second))
    expect(report.verdict).toBe('valid')
    expect(report.signers.map(({ signer: who }) => who?.name).sort()).toEqual(['Erika Mustermann', 'Zweite'])

    const foreign = issue(bench, { subject: '/CN=Fremde', extensions: signerExtensions })
    const mixed = await verify(signBoth(foreign))
    expect(mixed.verdict).toBe('invalid')
    expect(mixed.signers.map(({ verdict }) => verdict).sort()).toEqual(['invalid', 'valid'])
  })
})

describe('every byte of a signature', () => {
  it('counts, or does not count for openssl either', async () => {
    const signature = signCades(signer, 'ecdsa-sha256', content).bytes
    const accepted: number[] = []
    for (const position of signature.keys()) {
      const report = await verify(flipBit(signature, position)).catch(() => undefined)
      if (report?.verdict === 'valid') accepted.push(position)
    }
    // What no signature covers: two version numbers and the list of digests beside the signers.
    expect(accepted.length).toBeLessThan(16)
    const trust = root.certificateFile
    const onlyOurs = accepted.filter(
      (position) => !opensslAcceptsCades(bench, { signature: flipBit(signature, position), content, trust }),
    )
    expect(onlyOurs).toEqual([])
  })
})
