import { createHash, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import type { CurveName } from '../../../src/certificates/elliptic-curves.js'
import { signEcdsaSha256 } from '../../../src/trust-centre/deterministic-ecdsa.js'
import { generateEccKey } from '../../../src/trust-centre/ecc-key.js'

/** RFC 6979 A.2.5, A.2.6 and A.2.7: ECDSA over SHA-256. */
const vectors: readonly { curve: CurveName; scalar: string; message: string; r: string; s: string }[] = [
  {
    curve: 'secp256r1',
    scalar: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
    message: 'sample',
    r: 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
    s: 'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  },
  {
    curve: 'secp256r1',
    scalar: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
    message: 'test',
    r: 'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367',
    s: '019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
  },
]

describe('signEcdsaSha256', () => {
  it.each(vectors)('gives the signature of RFC 6979 for "$message" on $curve', ({ curve, scalar, message, r, s }) => {
    const key = generateEccKey(() => fromHex(scalar), curve)
    expect(toHex(signEcdsaSha256(key, Buffer.from(message)))).toBe(r + s)
  })

  it.each(['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'secp521r1'] as const)(
    'signs on %s what node:crypto accepts, also where the order is longer or odder than the hash',
    (curve) => {
      const key = generateEccKey(undefined, curve)
      for (const message of ['', 'a', 'Käthe', 'x'.repeat(1000)]) {
        const data = Buffer.from(message)
        const signature = signEcdsaSha256(key, data)
        expect(verify('sha256', data, { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
      }
    },
  )

  it('gives the same signature for the same message and another r for another message', () => {
    const key = generateEccKey()
    const sign = (message: string): string => toHex(signEcdsaSha256(key, Buffer.from(message)))
    expect(sign('one')).toBe(sign('one'))
    const distinct = new Set(Array.from({ length: 50 }, (_, i) => sign(`message ${i}`).slice(0, 64)))
    expect(distinct.size).toBe(50)
  })
})

describe('generateEccKey', () => {
  it('draws again when the scalar is zero or not below the order', () => {
    const draws = ['00'.repeat(32), 'ff'.repeat(32), '01'.repeat(32)].map(fromHex)
    const key = generateEccKey(() => draws.shift() ?? new Uint8Array(32))
    expect(key.scalar.use(toHex)).toBe('01'.repeat(32))
    expect(draws).toHaveLength(0)
  })

  it('holds the public point that belongs to the scalar', () => {
    const key = generateEccKey()
    const spki = key.publicKey.export({ format: 'der', type: 'spki' })
    expect(spki.subarray(-65).equals(key.point)).toBe(true)
  })

  it('shows nothing of the scalar when it is printed or serialised', () => {
    const scalar = createHash('sha256').update('a scalar below the order').digest()
    scalar[0] = 1
    const hex = toHex(scalar)
    const key = generateEccKey(() => Uint8Array.from(scalar))
    expect(JSON.stringify(key, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
      hex,
    )
    expect(JSON.stringify(key.scalar)).toBe('"[secret, 32 bytes]"')
  })
})
