import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeResponse, encodeResponse } from '../../../src/apdu/response-apdu.js'
import { statusWordHex, statusWordName } from '../../../src/apdu/status-words.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'

describe('decodeResponse', () => {
  it('is the inverse of encodeResponse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 0xffff }), (data, sw) => {
        expect(decodeResponse(encodeResponse({ data, sw }))).toEqual({ data, sw })
      }),
    )
  })

  it.each([[[]], [[0x90]]])('refuses %j: a card that is gone looks like this', (bytes) => {
    expect(() => decodeResponse(Uint8Array.from(bytes))).toThrow(DecodeError)
  })
})

describe('statusWordName', () => {
  it('names the words of gemSpec_COS and counts in 63Cx', () => {
    expect(statusWordName(0x9000)).toBe('NoError')
    expect(statusWordName(0x6a88)).toBe('ReferenceNotFound')
    expect(statusWordName(0x63c2)).toBe('Counter2')
    expect(statusWordName(0x1234)).toBeUndefined()
    expect(statusWordHex(0x9a)).toBe('009A')
  })
})
