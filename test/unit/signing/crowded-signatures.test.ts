import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DerNode } from '../../../src/bytes/der-reader.js'
import { context, sequence, setOf } from '../../../src/bytes/der-writer.js'
import { readCertificates } from '../../../src/certificates/pem.js'
import { verifyDocument } from '../../../src/signing/verify-document.js'
import { Workbench } from '../../support/openssl.js'
import { authorityExtensions, issue, type Credential } from '../../support/openssl-pki.js'
import { signCades } from '../../support/sign-cades.js'

const content = Buffer.from('Befund')
const at = new Date(Date.now() + 3_600_000)
const bench = new Workbench()
let root: Credential
let signature: Uint8Array

beforeAll(() => {
  root = issue(bench, { subject: '/C=DE/CN=Root', extensions: authorityExtensions, days: 3000 })
  signature = signCades(issue(bench, { subject: '/CN=Erika', issuer: root }), 'ecdsa-sha256', content).bytes
})
afterAll(() => {
  bench[Symbol.dispose]()
})

/** The same signature with its signer and its certificate repeated. */
function crowded(signers: number, certificates: number): Uint8Array {
  const [type, wrapped] = DerNode.read(signature).children()
  const parts = wrapped?.only().children() ?? []
  const [version, digests, encapsulated, certificateSet, signerSet] = parts
  if (!type || !version || !digests || !encapsulated || !certificateSet || !signerSet) throw new Error('no SignedData')
  const repeat = (node: DerNode, times: number): Uint8Array[] => Array<Uint8Array>(times).fill(node.only().encoding)
  const signedData = sequence(
    ...[version, digests, encapsulated].map(({ encoding }) => encoding),
    context(0, ...repeat(certificateSet, certificates)),
    setOf(...repeat(signerSet, signers)),
  )
  return sequence(type.encoding, context(0, signedData))
}

function verify(bytes: Uint8Array, contentDigest: (hash: string) => Uint8Array): ReturnType<typeof verifyDocument> {
  return verifyDocument({ signature: bytes, contentDigest, anchors: [root.certificate], at })
}

const digest = (hash: string): Uint8Array => createHash(hash).update(content).digest()

describe('a signature file from a stranger', () => {
  it('makes the document be hashed once, however many have signed it', async () => {
    let asked = 0
    const report = await verify(crowded(64, 256), (hash) => {
      asked++
      return digest(hash)
    })
    expect(report.verdict).toBe('valid')
    expect(report.signers).toHaveLength(64)
    expect(asked).toBe(1)
  })

  it.each([
    [65, 1],
    [1, 257],
  ])('is refused with %i signers and %i certificates: each would be checked against each', async (signers, others) => {
    await expect(verify(crowded(signers, others), digest)).rejects.toMatchObject({ code: 'HC_SIGNATURE_MALFORMED' })
  })
})

describe('a certificate file from a stranger', () => {
  it('costs one pass, also where no block of it ends', () => {
    const file = Buffer.from('-----BEGIN CERTIFICATE-----\n'.repeat(100_000))
    expect(() => readCertificates(file)).toThrow('no certificate in the file')
  })
})
