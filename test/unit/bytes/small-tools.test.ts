import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBigInt, toBigInt, uint16 } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'
import { equalBytes } from '../../../src/bytes/equal.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { decodeOid, encodeOid } from '../../../src/bytes/oid.js'
import { SecretBytes } from '../../../src/bytes/secret-bytes.js'
import { unlessMalformed } from '../../../src/bytes/unless-malformed.js'

const bytes = fc.uint8Array({ maxLength: 80 })

describe('hex', () => {
  it('round-trips and takes any case and white space', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(fromHex(toHex(value).toUpperCase().replace(/(..)/g, '$1 '))).toEqual(value)
      }),
    )
  })

  it.each(['0g', '123'])('refuses %s with a position', (text) => {
    expect(() => fromHex(text)).toThrow(DecodeError)
  })
})

describe('big-endian integers', () => {
  it('round-trip with leading zeros', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(fromBigInt(toBigInt(value), value.length)).toEqual(value)
      }),
    )
  })

  it('refuse what does not fit', () => {
    expect(() => fromBigInt(256n, 1)).toThrow(RangeError)
    expect(() => fromBigInt(-1n, 1)).toThrow(RangeError)
    expect(uint16(0x1234)).toEqual(fromHex('1234'))
  })
})

describe('equalBytes', () => {
  it('is true for the same bytes alone', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(equalBytes(a, b)).toBe(toHex(a) === toHex(b))
        expect(equalBytes(a, concat(a))).toBe(true)
      }),
    )
  })
})

describe('object identifiers', () => {
  it.each(['1.2.276.0.76.4.72', '2.5.29.15', '0.4.0.1862.1.1', '1.3.36.3.3.2.8.1.1.7', '2.999.1', '1.39.0'])(
    'round-trip %s',
    (dotted) => {
      expect(decodeOid(encodeOid(dotted))).toBe(dotted)
    },
  )

  it('give typed errors for any other bytes', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        try {
          expect(encodeOid(decodeOid(content))).toEqual(content)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
  })
})

describe('SecretBytes', () => {
  it('shows its length and never its bytes, however it is printed', () => {
    const secret = SecretBytes.take(Uint8Array.from(Buffer.from('13572468')))
    const shown = [String(secret), JSON.stringify({ secret }), inspect({ secret }), secret.toString()].join()
    expect(shown).not.toMatch(/1357|3133353732343638|31, ?33|49, ?51/)
    expect(shown).toContain('8 bytes')
  })

  it('overwrites the bytes that it owns when it is disposed of', () => {
    const owned = Uint8Array.of(1, 2, 3)
    {
      using secret = SecretBytes.take(owned)
      expect(secret.use((lent) => lent.length)).toBe(3)
    }
    expect(owned).toEqual(Uint8Array.of(0, 0, 0))
  })

  it('compares with another secret', () => {
    const one = SecretBytes.take(Uint8Array.of(1))
    expect(one.equals(SecretBytes.take(Uint8Array.of(1)))).toBe(true)
    expect(one.equals(SecretBytes.take(Uint8Array.of(2)))).toBe(false)
    one.dispose()
    expect(one.length).toBe(0)
  })
})

describe('what may be malformed', () => {
  it('is undefined where it is, and every other error stays one', () => {
    expect(unlessMalformed(() => fromHex('0a'))).toEqual(Uint8Array.of(10))
    expect(unlessMalformed(() => fromHex('0g'))).toBeUndefined()
    expect(() => {
      unlessMalformed(() => {
        throw new TypeError('a mistake of ours')
      })
    }).toThrow(TypeError)
  })
})
