import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandApdu, decodeCommand, encodeCommand, type CommandApdu } from '../../../src/apdu/command-apdu.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'

const header = { ins: 0xb0, p1: 0x82, p2: 0x00 }
const encode = (parameters: Parameters<typeof commandApdu>[0]): string => toHex(encodeCommand(commandApdu(parameters)))

const anyCommand: fc.Arbitrary<CommandApdu> = fc
  .record({
    cla: fc.integer({ min: 0, max: 0xff }),
    ins: fc.integer({ min: 0, max: 0xff }),
    p1: fc.integer({ min: 0, max: 0xff }),
    p2: fc.integer({ min: 0, max: 0xff }),
    data: fc.uint8Array({ maxLength: 600 }),
    le: fc.option(fc.oneof(fc.constant('any' as const), fc.integer({ min: 1, max: 0xffff })), { nil: undefined }),
    extended: fc.boolean(),
  })
  .map(({ le, ...rest }) => commandApdu({ ...rest, ...(le !== undefined && { le }) }))

describe('encodeCommand', () => {
  it.each([
    ['case 1', header, '00b08200'],
    ['case 2 short', { ...header, le: 4 }, '00b0820004'],
    ['case 2 short with wildcard', { ...header, le: 'any' as const }, '00b0820000'],
    ['case 2 short with 256', { ...header, le: 256 }, '00b0820000'],
    ['case 2 extended', { ...header, le: 257 }, '00b08200000101'],
    ['case 2 extended with wildcard', { ...header, le: 'any' as const, extended: true }, '00b08200000000'],
    ['case 2 extended with 65536', { ...header, le: 65536 }, '00b08200000000'],
    ['case 3 short', { ...header, data: fromHex('0102') }, '00b08200020102'],
    ['case 3 extended', { ...header, data: fromHex('0102'), extended: true }, '00b082000000020102'],
    ['case 4 short', { ...header, data: fromHex('01'), le: 'any' as const }, '00b08200010100'],
    ['case 4 extended', { ...header, data: fromHex('01'), le: 2, extended: true }, '00b08200000001010002'],
  ])('writes %s of ISO 7816-4 §5.1', (_, parameters, expected) => {
    expect(encode(parameters)).toBe(expected)
  })

  it('takes the extended form by itself where the short one cannot carry the data', () => {
    expect(encode({ ...header, data: new Uint8Array(256) }).slice(0, 14)).toBe('00b08200000100')
  })

  it('has one form only for a command without data and answer', () => {
    expect(encode({ ...header, extended: true })).toBe('00b08200')
  })

  it('refuses lengths that no command can have, as programming errors', () => {
    expect(() => commandApdu({ ...header, data: new Uint8Array(65536) })).toThrow(RangeError)
    expect(() => commandApdu({ ...header, le: 0 })).toThrow(RangeError)
    expect(() => commandApdu({ ...header, le: 65537 })).toThrow(RangeError)
  })
})

describe('decodeCommand', () => {
  it('is the inverse of encodeCommand', () => {
    fc.assert(
      fc.property(anyCommand, (apdu) => {
        const bytes = encodeCommand(apdu)
        const decoded = decodeCommand(bytes)
        expect(toHex(encodeCommand(decoded))).toBe(toHex(bytes))
        expect(toHex(decoded.data)).toBe(toHex(apdu.data))
      }),
    )
  })

  it('gives a typed error or a command for any bytes, never another exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          const apdu = decodeCommand(bytes)
          expect(apdu.data.length).toBeLessThanOrEqual(bytes.length)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
  })

  it.each([
    ['00b082', 'header is cut short'],
    ['00b082000501', 'data of 5 bytes is cut short'],
    ['00b0820001010000', 'bytes after Le'],
    ['00b082000001', 'extended length field is cut short'],
    ['00b0820000000001', 'extended Lc of 0'],
    ['00b08200000002 01', 'data of 2 bytes is cut short'],
    ['00b082000000010100', 'extended Le is not two bytes'],
  ])('refuses %s: %s', (hex, message) => {
    expect(() => decodeCommand(fromHex(hex))).toThrow(message)
  })
})
