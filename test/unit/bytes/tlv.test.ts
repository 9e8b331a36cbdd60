import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../src/bytes/decode-error.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { childrenOf, encodeTlv, findTlv, readTlv, readTlvs } from '../../../src/bytes/tlv.js'

const anyTag = fc.constantFrom(0x04, 0x5a, 0x84, 0xa4, 0xe0, 0x5f24, 0x7f49, 0x7f21, 0x5f8101)

describe('readTlv', () => {
  it('is the inverse of encodeTlv', () => {
    fc.assert(
      fc.property(anyTag, fc.uint8Array({ maxLength: 300 }), (tag, value) => {
        const tlv = readTlv(encodeTlv(tag, value))
        expect(tlv.tag).toBe(tag)
        expect(toHex(tlv.value)).toBe(toHex(value))
      }),
    )
  })

  it('reads lengths up to four bytes', () => {
    expect(encodeTlv(0x04, new Uint8Array(70_000)).subarray(0, 5)).toEqual(fromHex('0483011170'))
    expect(readTlv(fromHex('048400000002 0102')).value).toEqual(fromHex('0102'))
  })

  it('reports truncation at every byte with a position inside the input', () => {
    const whole = encodeTlv(0x7f49, encodeTlv(0x86, new Uint8Array(130)))
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length)
      const error = failure(() => readTlv(cut))
      expect(error.offset).toBeLessThanOrEqual(length)
    }
  })

  it('gives a typed error or an object for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(readTlv(bytes).encoding.length).toBeLessThanOrEqual(bytes.length)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
  })

  it.each([
    ['0480', 'indefinite length is not accepted at byte 1'],
    ['0485', 'length of more than four bytes at byte 1'],
    ['5f818181', 'tag of more than three bytes at byte 0'],
    ['0482 01', 'length is cut short at byte 3'],
  ])('refuses %s: %s', (hex, message) => {
    expect(failure(() => readTlv(fromHex(hex))).message).toBe(message)
  })
})

describe('readTlvs', () => {
  it('reads one object after the other and counts positions from the outermost input', () => {
    const tlvs = readTlvs(fromHex('5a0101 a403840186'))
    expect(tlvs.map(({ tag }) => tag)).toEqual([0x5a, 0xa4])
    const inner = findTlv(tlvs, 0xa4)
    expect(inner?.constructed).toBe(true)
    expect(inner && childrenOf(inner)[0]?.offset).toBe(5)
    expect(findTlv(tlvs, 0x99)).toBeUndefined()
  })

  it('names the outermost position of a fault inside', () => {
    const [outer] = readTlvs(fromHex('a4038402 86'))
    expect(outer && failure(() => childrenOf(outer)).offset).toBe(5)
  })
})

function failure(read: () => unknown): DecodeError {
  try {
    read()
  } catch (error) {
    if (error instanceof DecodeError) return error
    throw error
  }
  throw new Error('no error')
}
