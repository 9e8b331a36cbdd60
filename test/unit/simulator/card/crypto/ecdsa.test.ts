import { createECDH, createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toBigInt } from '../../../../../src/bytes/big-endian.js'
import { toHex } from '../../../../../src/bytes/hex.js'
import { curves, type Curve } from '../../../../../simulator/card/crypto/curves.js'
import { publicPoint, signHash } from '../../../../../simulator/card/crypto/ecdsa.js'
import { deterministicNonces, randomNonces } from '../../../../../simulator/card/crypto/nonce.js'
import { seededRandom, systemRandom } from '../../../../../simulator/card/crypto/random-source.js'
import { encodeTlv } from '../../../../../src/bytes/tlv.js'
import { encodeOid } from '../../../../../src/bytes/oid.js'
import { bitString, objectIdentifier, sequence } from '../../../../../src/bytes/der-writer.js'

/** One published signature of RFC 6979, appendix A.2: `k` is the nonce, `r` and `s` the signature. */
interface Rfc6979Vector {
  readonly curve: Curve
  readonly privateKey: string
  readonly message: string
  readonly k: string
  readonly r: string
  readonly s: string
}

const p256 = {
  curve: curves.ansix9p256r1,
  privateKey: 'C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721',
}

/** RFC 6979, A.2.5, with SHA-256. */
const vectors: readonly Rfc6979Vector[] = [
  {
    ...p256,
    message: 'sample',
    k: 'A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60',
    r: 'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716',
    s: 'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8',
  },
  {
    ...p256,
    message: 'test',
    k: 'D16B6AE827F17175E040871A1C7EC3500192C4C92677336EC2537ACAEE0008E0',
    r: 'F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367',
    s: '019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083',
  },
]

function publicKeyOf(curve: Curve, privateValue: bigint) {
  const algorithm = sequence(objectIdentifier('1.2.840.10045.2.1'), encodeTlv(0x06, Buffer.from(curve.oid, 'hex')))
  const der = sequence(algorithm, bitString(publicPoint(curve, privateValue)))
  return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' })
}

describe('deterministicNonces', () => {
  it.each(vectors)('gives the k of RFC 6979 for "$message"', ({ curve, privateKey, message, k }) => {
    const hash = createHash('sha256').update(message).digest()
    expect(deterministicNonces(curve, BigInt(`0x${privateKey}`), hash).next().value).toBe(BigInt(`0x${k}`))
  })
})

describe('signHash', () => {
  it.each(vectors)('makes the signature of RFC 6979 for "$message"', ({ curve, privateKey, message, r, s }) => {
    const hash = createHash('sha256').update(message).digest()
    const signature = signHash(curve, BigInt(`0x${privateKey}`), hash, deterministicNonces)
    expect(toHex(signature).toUpperCase()).toBe(r + s)
  })

  it.each(Object.entries(curves))('signs on %s what node:crypto verifies', (_, curve) => {
    const privateValue = toBigInt(seededRandom(1)(curve.bytes)) % curve.order
    const hash = createHash(curve.hash).update('document').digest()
    const signature = signHash(curve, privateValue, hash, randomNonces(systemRandom))
    const key = { key: publicKeyOf(curve, privateValue), dsaEncoding: 'ieee-p1363' } as const
    expect(signature).toHaveLength(2 * curve.bytes)
    expect(verify(curve.hash, Buffer.from('document'), key, signature)).toBe(true)
    expect(verify(curve.hash, Buffer.from('documenT'), key, signature)).toBe(false)
  })

  it('takes the next candidate where one gives r = 0 or s = 0', () => {
    const curve = curves.brainpoolP256r1
    const hash = createHash('sha256').update('document').digest()
    const one = toBigInt(publicPoint(curve, 1n).subarray(1, 33))
    // With k = 1 and this private number, s = z + r·d is a multiple of the order.
    const inverse = power(one % curve.order, curve.order - 2n, curve.order)
    const privateValue = ((curve.order - (toBigInt(hash) % curve.order)) * inverse) % curve.order
    const signature = signHash(curve, privateValue, hash, () => [1n, 2n].values() as Iterator<bigint, never>)
    expect(toBigInt(signature.subarray(0, 32))).toBe(toBigInt(publicPoint(curve, 2n).subarray(1, 33)) % curve.order)
  })

  it('never repeats r with random nonces', () => {
    const curve = curves.brainpoolP256r1
    const hash = createHash('sha256').update('document').digest()
    const signatures = Array.from({ length: 20 }, () => signHash(curve, 7n, hash, randomNonces(systemRandom)))
    expect(new Set(signatures.map((signature) => toHex(signature.subarray(0, 32)))).size).toBe(20)
  })
})

describe('publicPoint', () => {
  it('agrees with node:crypto', () => {
    const ecdh = createECDH('brainpoolP256r1')
    ecdh.generateKeys()
    expect(toHex(publicPoint(curves.brainpoolP256r1, toBigInt(ecdh.getPrivateKey())))).toBe(ecdh.getPublicKey('hex'))
  })

  it('knows the object identifiers of the curves', () => {
    expect(curves.brainpoolP256r1.oid).toBe(toHex(encodeOid('1.3.36.3.3.2.8.1.1.7')))
    expect(curves.brainpoolP384r1.oid).toBe(toHex(encodeOid('1.3.36.3.3.2.8.1.1.11')))
    expect(curves.brainpoolP512r1.oid).toBe(toHex(encodeOid('1.3.36.3.3.2.8.1.1.13')))
    expect(curves.ansix9p256r1.oid).toBe(toHex(encodeOid('1.2.840.10045.3.1.7')))
    expect(curves.ansix9p384r1.oid).toBe(toHex(encodeOid('1.3.132.0.34')))
  })
})

describe('seededRandom', () => {
  it('repeats itself with the same seed, moves on with each call and differs with another seed', () => {
    const [a, b, other] = [seededRandom(5), seededRandom(5), seededRandom(6)]
    const first = toHex(a(40))
    expect(toHex(b(40))).toBe(first)
    expect(toHex(a(40))).not.toBe(first)
    expect(toHex(other(40))).not.toBe(first)
  })
})

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let bits = exponent, square = base % modulus; bits > 0n; bits >>= 1n, square = (square * square) % modulus) {
    if ((bits & 1n) === 1n) result = (result * square) % modulus
  }
  return result
}
