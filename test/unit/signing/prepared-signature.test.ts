import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cadesDetached } from '../../../src/signing/cades.js'
import type { PreparedSignature } from '../../../src/signing/prepared-signature.js'
import { flipBit } from '../../support/flip-bit.js'
import { Workbench } from '../../support/openssl.js'
import { generateKey, issue, signPlain, type Credential } from '../../support/openssl-pki.js'

const bench = new Workbench()
let signer: Credential
beforeAll(() => {
  signer = issue(bench, { subject: '/CN=Erika' })
})
afterAll(() => {
  bench[Symbol.dispose]()
})

function prepare(): PreparedSignature {
  const format = cadesDetached({ certificate: signer.certificate, mechanism: 'ecdsa-sha256' })
  return format.prepare({ contentDigest: new Uint8Array(32) }, new Date('2026-11-21T10:00:00Z'))
}

const invalid = expect.objectContaining({ code: 'HC_SIGNATURE_INVALID' }) as Error
const usedUp = expect.objectContaining({ code: 'HC_INTERNAL' }) as Error

describe('PreparedSignature', () => {
  it('gives the SHA-256 of what is to be signed', () => {
    const prepared = prepare()
    expect(prepared.digest).toEqual(createHash('sha256').update(prepared.toBeSigned).digest())
  })

  it('is the same for the same document, signer and time', () => {
    expect(prepare().toBeSigned).toEqual(prepare().toBeSigned)
  })

  it('can be embedded once', () => {
    const prepared = prepare()
    const signature = signPlain(signer.privateKey, 'ecdsa-sha256', prepared.toBeSigned)
    expect(prepared.embed(signature).format).toBe('cades-detached')
    expect(() => prepared.embed(signature)).toThrow(usedUp)
  })

  it('refuses a signature by another key, and is used up by that', () => {
    const prepared = prepare()
    const foreign = signPlain(generateKey('brainpoolP256r1'), 'ecdsa-sha256', prepared.toBeSigned)
    expect(() => prepared.embed(foreign)).toThrow(invalid)
    expect(() => prepared.embed(signPlain(signer.privateKey, 'ecdsa-sha256', prepared.toBeSigned))).toThrow(usedUp)
  })

  it('refuses a signature with a flipped bit, of another length, or with r or s out of range', () => {
    const signature = signPlain(signer.privateKey, 'ecdsa-sha256', prepare().toBeSigned)
    const zero = new Uint8Array(32)
    const order = Buffer.from('a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7', 'hex')
    const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
    for (const wrong of [
      flipBit(signature, 5),
      signature.subarray(1),
      new Uint8Array(0),
      Buffer.concat([zero, s]),
      Buffer.concat([r, zero]),
      Buffer.concat([order, s]),
      Buffer.concat([r, order]),
    ]) {
      expect(() => prepare().embed(wrong)).toThrow(invalid)
    }
  })
})
