import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import { context, integer, objectIdentifier, sequence, setOf } from '../../../src/bytes/der-writer.js'
import { parseSignedData } from '../../../src/cms/parse-signed-data.js'
import type { SignedData } from '../../../src/cms/signed-data.js'
import { verifySigner, type SignerCheckResult } from '../../../src/cms/verify-signer.js'
import { opensslOutput, Workbench } from '../../support/openssl.js'
import {
  authorityExtensions,
  issue,
  signerExtensions,
  type Credential,
  type KeyKind,
} from '../../support/openssl-pki.js'

const content = Buffer.from('Befund\nNegativ.\n')
const bench = new Workbench()
afterAll(() => {
  bench[Symbol.dispose]()
})

const extensions = [...signerExtensions, 'subjectKeyIdentifier=hash']
const signers = new Map<KeyKind, Credential>()
let root: Credential
beforeAll(() => {
  root = issue(bench, { subject: '/CN=Root', extensions: authorityExtensions })
})

function signerOf(key: KeyKind): Credential {
  const signer = signers.get(key) ?? issue(bench, { subject: `/CN=${key}`, key, extensions, issuer: root })
  signers.set(key, signer)
  return signer
}

function opensslSign(key: KeyKind, ...options: string[]): Uint8Array {
  const { certificateFile, keyFile } = signerOf(key)
  const files = ['-in', bench.file(content), '-signer', certificateFile, '-inkey', keyFile]
  return opensslOutput(['cms', '-sign', '-binary', '-outform', 'DER', ...files, ...options])
}

function check(signedData: SignedData): SignerCheckResult {
  const [signer] = signedData.signers
  if (!signer) throw new Error('nobody has signed')
  const contentDigest = createHash(signer.digestAlgorithm ?? 'sha256')
    .update(content)
    .digest()
  return verifySigner({ signedData, signer, certificates: [], contentDigest })
}

const pss = ['-keyopt', 'rsa_padding_mode:pss']

describe('parseSignedData and verifySigner read what openssl signs:', () => {
  it.each([
    ['brainpoolP256r1', ['-md', 'sha256']],
    ['brainpoolP384r1', ['-md', 'sha384']],
    ['brainpoolP512r1', ['-md', 'sha512']],
    ['prime256v1', ['-md', 'sha256']],
    ['secp384r1', ['-md', 'sha256']],
    ['rsa', ['-md', 'sha256']],
    ['rsa', ['-md', 'sha512']],
    ['rsa', ['-md', 'sha256', ...pss, '-keyopt', 'rsa_pss_saltlen:32']],
    ['rsa', ['-md', 'sha384', ...pss]],
    ['brainpoolP256r1', ['-keyid']],
    ['brainpoolP256r1', ['-nodetach']],
    ['brainpoolP256r1', ['-nosmimecap']],
  ] as const)('%s with %j', (key, options) => {
    const signedData = parseSignedData(opensslSign(key, '-cades', ...options))
    expect(check(signedData)).toEqual({ problems: [], certificate: signedData.certificates[0] })
    expect(signedData.certificates[0]?.fingerprint).toBe(signerOf(key).certificate.fingerprint)
    expect(signedData.signers[0]?.signedAttributes?.signingTime).toBeInstanceOf(Date)
  })

  it('names the signer by issuer and serial or by key identifier, as it was written', () => {
    const { certificate } = signerOf('brainpoolP256r1')
    expect(parseSignedData(opensslSign('brainpoolP256r1', '-cades')).signers[0]?.identifier).toMatchObject({
      kind: 'issuerAndSerialNumber',
      serialNumber: certificate.serialNumber,
    })
    expect(parseSignedData(opensslSign('brainpoolP256r1', '-cades', '-keyid')).signers[0]?.identifier).toEqual({
      kind: 'subjectKeyIdentifier',
      keyIdentifier: certificate.subjectKeyIdentifier,
    })
  })

  it('reports attributes that it does not interpret (here S/MIME capabilities)', () => {
    const [signer] = parseSignedData(opensslSign('brainpoolP256r1', '-cades')).signers
    expect(signer?.signedAttributes?.unknown).toEqual(['1.2.840.113549.1.9.15'])
  })

  it('takes the certificate from elsewhere if it is not inside', () => {
    const signedData = parseSignedData(opensslSign('brainpoolP256r1', '-cades', '-nocerts'))
    expect(check(signedData).problems).toEqual(['signerCertificateMissing'])
    const [signer] = signedData.signers
    if (!signer) throw new Error('nobody has signed')
    const { certificate } = signerOf('brainpoolP256r1')
    const contentDigest = createHash('sha256').update(content).digest()
    const others = [root.certificate, certificate]
    expect(verifySigner({ signedData, signer, certificates: others, contentDigest })).toEqual({
      problems: [],
      certificate,
    })
  })
})

describe('parseSignedData and verifySigner refuse what openssl can sign too:', () => {
  it('a signature over the bare content, with a reason', () => {
    expect(check(parseSignedData(opensslSign('brainpoolP256r1', '-noattr'))).problems).toEqual([
      'signedAttributesMissing',
    ])
  })

  it('attributes that do not name the certificate', () => {
    expect(check(parseSignedData(opensslSign('brainpoolP256r1'))).problems).toEqual(['attributeMissing'])
  })

  it('SHA-1', () => {
    expect(check(parseSignedData(opensslSign('rsa', '-cades', '-md', 'sha1'))).problems).toEqual([
      'algorithmUnsupported',
    ])
  })

  it('BER of indefinite length, with the position', () => {
    const ber = opensslSign('brainpoolP256r1', '-cades', '-nodetach', '-stream')
    expect(() => parseSignedData(ber)).toThrow(
      expect.objectContaining({
        code: 'HC_SIGNATURE_MALFORMED',
        data: { reason: 'indefinite length is not accepted', offset: 1 },
      }),
    )
  })
})

describe('parseSignedData', () => {
  const malformed = expect.objectContaining({ code: 'HC_SIGNATURE_MALFORMED' }) as Error

  it('refuses other content types, and signatures by nobody', () => {
    const data = sequence(objectIdentifier('1.2.840.113549.1.7.1'), context(0, encodeTlv(0x04)))
    expect(() => parseSignedData(data)).toThrow(malformed)
    const encapsulated = sequence(objectIdentifier('1.2.840.113549.1.7.1'))
    const nobody = sequence(integer(1), setOf(), encapsulated, setOf())
    expect(() => parseSignedData(sequence(objectIdentifier('1.2.840.113549.1.7.2'), context(0, nobody)))).toThrow(
      malformed,
    )
  })

  it('owns its bytes, also those of a Buffer', () => {
    const input = Buffer.from(opensslSign('brainpoolP256r1', '-cades'))
    const parsed = parseSignedData(input)
    input.fill(0)
    expect(check(parsed).problems).toEqual([])
  })

  it('tells the position of a defect inside a certificate from the start of the signature', () => {
    const signature = Uint8Array.from(opensslSign('brainpoolP256r1', '-cades'))
    const start = Buffer.from(signature).indexOf(signerOf('brainpoolP256r1').certificate.der)
    signature[start + 4] = 0x31
    expect(() => parseSignedData(signature)).toThrow(
      expect.objectContaining({
        code: 'HC_SIGNATURE_MALFORMED',
        data: expect.objectContaining({ offset: start + 4 }) as unknown,
      }),
    )
  })
})
