import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SignatureMechanism } from '../../../src/certificates/signature-algorithm.js'
import { parseSignedData } from '../../../src/cms/parse-signed-data.js'
import { cadesDetached } from '../../../src/signing/cades.js'
import type { SignatureFormat } from '../../../src/signing/signature-format.js'
import { verifyDocument } from '../../../src/signing/verify-document.js'
import { flipBit } from '../../support/flip-bit.js'
import { opensslAcceptsCades, Workbench } from '../../support/openssl.js'
import {
  authorityExtensions,
  issue,
  issuePair,
  mechanisms,
  signPlain,
  type Credential,
} from '../../support/openssl-pki.js'
import { digestsOf, signCades } from '../../support/sign-cades.js'

const content = Buffer.from('Ärztliches Attest\r\nüber die Arbeitsunfähigkeit\n\n')
const contentDigest = createHash('sha256').update(content).digest()
const signingTime = new Date('2026-11-21T10:00:00Z')
// After the making of the certificates, which openssl dates by its own clock.
const at = new Date(Date.now() + 3_600_000)

const bench = new Workbench()
const pairs = new Map<SignatureMechanism, { root: Credential; signer: Credential }>()
beforeAll(() => {
  for (const mechanism of mechanisms) pairs.set(mechanism, issuePair(bench, mechanism))
})
afterAll(() => {
  bench[Symbol.dispose]()
})

function pair(mechanism: SignatureMechanism): { root: Credential; signer: Credential } {
  const found = pairs.get(mechanism)
  if (!found) throw new Error('no such pair')
  return found
}

function signDetached(mechanism: SignatureMechanism): Uint8Array {
  return signCades(pair(mechanism).signer, mechanism, content).bytes
}

function opensslAccepts(signature: Uint8Array, document: Uint8Array | undefined, root: Credential): boolean {
  return opensslAcceptsCades(bench, { signature, content: document, trust: root.certificateFile })
}

async function weAccept(signature: Uint8Array, document: Uint8Array | undefined, root: Credential): Promise<boolean> {
  try {
    const report = await verifyDocument({
      signature,
      ...(document && { contentDigest: digestsOf(document) }),
      anchors: [root.certificate],
      at,
    })
    return report.verdict === 'valid'
  } catch (error) {
    expect(error).toMatchObject({ code: 'HC_SIGNATURE_MALFORMED' })
    return false
  }
}

describe.each(mechanisms)('CAdES by %s', (mechanism) => {
  it('is accepted detached by openssl and by our own verification', async () => {
    const signature = signDetached(mechanism)
    const { root } = pair(mechanism)
    expect(opensslAccepts(signature, content, root)).toBe(true)
    expect(await weAccept(signature, content, root)).toBe(true)
  })

  it('is accepted attached, with the content inside as it was', async () => {
    const { root, signer } = pair(mechanism)
    const { bytes } = signCades(signer, mechanism, content, 'attached')
    expect(opensslAccepts(bytes, undefined, root)).toBe(true)
    expect(await weAccept(bytes, undefined, root)).toBe(true)
    expect(await weAccept(bytes, content, root)).toBe(true)
    expect(await weAccept(bytes, flipBit(content, 0), root)).toBe(false)
    expect(Buffer.from(parseSignedData(bytes).content ?? [])).toEqual(content)
  })

  it('is refused by both after one bit of the content is flipped', async () => {
    const signature = signDetached(mechanism)
    const { root } = pair(mechanism)
    const other = flipBit(content, 7)
    expect(opensslAccepts(signature, other, root)).toBe(false)
    expect(await weAccept(signature, other, root)).toBe(false)
  })

  it('is refused by both after one bit of the signature value is flipped', async () => {
    const signature = signDetached(mechanism)
    const { root } = pair(mechanism)
    for (const fromEnd of [1, 20, 40]) {
      const other = flipBit(signature, signature.length - fromEnd, 0x10)
      expect(opensslAccepts(other, content, root)).toBe(false)
      expect(await weAccept(other, content, root)).toBe(false)
    }
  })

  it('is refused by both after one bit of any signed attribute is flipped', async () => {
    const signature = signDetached(mechanism)
    const { root } = pair(mechanism)
    const attributes = parseSignedData(signature).signers[0]?.signedAttributes?.toBeSigned ?? new Uint8Array()
    const start = Buffer.from(signature).indexOf(attributes.subarray(1))
    const ends = [...attributeEnds(attributes.subarray(1))]
    expect(ends).toHaveLength(4)
    for (const end of ends) {
      const other = flipBit(signature, start + end - 1)
      expect(opensslAccepts(other, content, root)).toBe(false)
      expect(await weAccept(other, content, root)).toBe(false)
    }
  })
})

/** Positions behind each attribute, from the length byte of the set on; all lengths here have one or two bytes. */
function* attributeEnds(fromLength: Uint8Array): Generator<number> {
  const length = (at: number): [bytes: number, value: number] => {
    const first = fromLength[at] ?? 0
    if (first < 0x80) return [1, first]
    return first === 0x81
      ? [2, fromLength[at + 1] ?? 0]
      : [3, (fromLength[at + 1] ?? 0) * 256 + (fromLength[at + 2] ?? 0)]
  }
  let position = length(0)[0]
  while (position < fromLength.length) {
    const [bytes, value] = length(position + 1)
    position += 1 + bytes + value
    yield position
  }
}

describe('CAdES with a chain', () => {
  it('embeds the chain once each, so that the root alone is enough to verify', async () => {
    const root = issue(bench, { subject: '/CN=Root', extensions: authorityExtensions })
    const middle = issue(bench, { subject: '/CN=Middle', extensions: authorityExtensions, issuer: root })
    const { certificate, privateKey } = issue(bench, { subject: '/CN=Leaf', issuer: middle })
    const identity = { certificate, mechanism: 'ecdsa-sha256', chain: [middle.certificate, certificate] } as const
    const prepared = cadesDetached(identity).prepare({ contentDigest }, signingTime)
    const { bytes } = prepared.embed(signPlain(privateKey, 'ecdsa-sha256', prepared.toBeSigned))
    expect(parseSignedData(bytes).certificates).toHaveLength(2)
    expect(opensslAccepts(bytes, content, root)).toBe(true)
    expect(await weAccept(bytes, content, root)).toBe(true)
  })

  it('refuses a mechanism that the certificate’s key does not have', () => {
    const { certificate } = pair('ecdsa-sha256').signer
    expect(() => cadesDetached({ certificate, mechanism: 'rsa-pss-sha256' })).toThrow(
      expect.objectContaining({ code: 'HC_CERT_KEY_MISMATCH' }),
    )
  })
})

describe('a restored signature', () => {
  const format = (): SignatureFormat<{ contentDigest: Uint8Array }> =>
    cadesDetached({ certificate: pair('ecdsa-sha256').signer.certificate, mechanism: 'ecdsa-sha256' })

  it('takes the signature that was made before', async () => {
    const { root, signer } = pair('ecdsa-sha256')
    const { toBeSigned } = format().prepare({ contentDigest }, signingTime)
    const signature = signPlain(signer.privateKey, 'ecdsa-sha256', toBeSigned)
    const { bytes } = format().restore({ contentDigest }, toBeSigned).embed(signature)
    expect(opensslAccepts(bytes, content, root)).toBe(true)
    expect(await weAccept(bytes, content, root)).toBe(true)
  })

  it('is refused for a document that changed since, and for another signer', () => {
    const { toBeSigned } = format().prepare({ contentDigest }, signingTime)
    const changed = expect.objectContaining({ code: 'HC_INPUT_CHANGED' }) as Error
    expect(() => format().restore({ contentDigest: flipBit(contentDigest, 0) }, toBeSigned)).toThrow(changed)
    const other = pair('rsa-pss-sha256').signer.certificate
    const otherFormat = cadesDetached({ certificate: other, mechanism: 'rsa-pss-sha256' })
    expect(() => otherFormat.restore({ contentDigest }, toBeSigned)).toThrow(changed)
  })

  it('is refused with its position when the journal is damaged', () => {
    const { toBeSigned } = format().prepare({ contentDigest }, signingTime)
    expect(() => format().restore({ contentDigest }, toBeSigned.subarray(0, 50))).toThrow(
      expect.objectContaining({ code: 'HC_SIGNATURE_MALFORMED' }),
    )
  })
})
