import { constants, createHash, createPublicKey, generateKeyPairSync, publicEncrypt, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concat } from '../../../../../src/bytes/concat.js'
import {
  decipherOaep,
  decipherPkcs1,
  rsaPrivateKey,
  signPkcs1,
  signPss,
} from '../../../../../simulator/card/crypto/rsa.js'
import { systemRandom } from '../../../../../simulator/card/crypto/random-source.js'
import type { RsaNumbers } from '../../../../../simulator/card/image/object-system.js'

const { privateKey: generated } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = generated.export({ format: 'jwk' })
const bytes = (text: string | undefined): Uint8Array => Buffer.from(text ?? '', 'base64url')
const numbers: RsaNumbers = {
  n: bytes(jwk.n),
  e: bytes(jwk.e),
  d: bytes(jwk.d),
  p: bytes(jwk.p),
  q: bytes(jwk.q),
  dP: bytes(jwk.dp),
  dQ: bytes(jwk.dq),
  qInv: bytes(jwk.qi),
}
const key = rsaPrivateKey(numbers)
const publicKey = createPublicKey(generated)
const hash = createHash('sha256').update('document').digest()
/** DigestInfo of SHA-256 (RFC 8017 §9.2). */
const digestInfo = concat(Buffer.from('3031300d060960864801650304020105000420', 'hex'), hash)

describe('signPss', () => {
  it('signs a given hash with a salt of 32 bytes, as node:crypto verifies', () => {
    const signature = signPss(key, 256, hash, systemRandom)
    const options = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    expect(verify('sha256', Buffer.from('document'), options, signature)).toBe(true)
    expect(verify('sha256', Buffer.from('documenT'), options, signature)).toBe(false)
  })

  it('makes another signature each time', () => {
    expect(signPss(key, 256, hash, systemRandom)).not.toEqual(signPss(key, 256, hash, systemRandom))
  })
})

describe('signPkcs1', () => {
  it('signs a DigestInfo, as node:crypto verifies', () => {
    expect(verify('sha256', Buffer.from('document'), publicKey, signPkcs1(key, digestInfo))).toBe(true)
  })
})

describe('decipherOaep', () => {
  it('deciphers OAEP with SHA-256 and nothing else', () => {
    const secret = Buffer.from('content key')
    const oaep = publicEncrypt({ key: publicKey, oaepHash: 'sha256' }, secret)
    const oaepSha1 = publicEncrypt({ key: publicKey, oaepHash: 'sha1' }, secret)
    expect(Buffer.from(decipherOaep(key, oaep) ?? []).toString()).toBe('content key')
    expect(decipherOaep(key, oaepSha1)).toBeUndefined()
    expect(decipherOaep(key, new Uint8Array(256).fill(0xff))).toBeUndefined()
  })
})

describe('decipherPkcs1', () => {
  const encrypt = (block: Uint8Array) => publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block)
  const block = (padding: number, ...head: number[]) => {
    const plain = new Uint8Array(256).fill(0x5a)
    plain.set(head)
    plain[2 + padding] = 0
    return plain
  }

  it('deciphers PKCS #1 v1.5', () => {
    const cipher = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('key'))
    expect(Buffer.from(decipherPkcs1(key, cipher) ?? []).toString()).toBe('key')
  })

  it('refuses another block type, short padding, no separator and numbers beyond the modulus', () => {
    expect(decipherPkcs1(key, encrypt(block(8, 0, 2)))).toHaveLength(256 - 11)
    expect(decipherPkcs1(key, encrypt(block(7, 0, 2)))).toBeUndefined()
    expect(decipherPkcs1(key, encrypt(block(8, 0, 1)))).toBeUndefined()
    expect(decipherPkcs1(key, encrypt(block(254, 0, 2)))).toBeUndefined()
    expect(decipherPkcs1(key, new Uint8Array(256).fill(0xff))).toBeUndefined()
  })
})

describe('rsaPrivateKey', () => {
  it('does not mind leading zeros', () => {
    const padded = { ...numbers, n: concat(Uint8Array.of(0), numbers.n) }
    expect(rsaPrivateKey(padded).asymmetricKeyDetails?.modulusLength).toBe(2048)
  })

  it('refuses numbers that are no key', () => {
    expect(() => rsaPrivateKey({ ...numbers, e: new Uint8Array(0) })).toThrow(RangeError)
    expect(() => rsaPrivateKey({ ...numbers, q: numbers.p })).toThrow(RangeError)
    const one = Uint8Array.of(1)
    expect(() => rsaPrivateKey({ n: one, e: one, d: one, p: one, q: one, dP: one, dQ: one, qInv: one })).toThrow(
      RangeError,
    )
  })
})
