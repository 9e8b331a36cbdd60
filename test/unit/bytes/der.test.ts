import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../src/bytes/decode-error.js'
import { DER, DerNode } from '../../../src/bytes/der-reader.js'
import * as write from '../../../src/bytes/der-writer.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'

const read = (hex: string): DerNode => DerNode.read(fromHex(hex))

describe('DER writers and DerNode', () => {
  it('round-trip integers, strings and identifiers', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 260n }), fc.string(), fc.uint8Array(), (number, text, octets) => {
        const fields = DerNode.read(
          write.sequence(
            write.integer(number),
            write.utf8String(text),
            write.octetString(octets),
            write.bitString(octets),
          ),
        ).fields()
        expect(fields.take().asInteger()).toBe(number)
        expect(fields.take().asText()).toBe(Buffer.from(text).toString('utf8'))
        expect(toHex(fields.take().asOctetString())).toBe(toHex(octets))
        expect(toHex(fields.take().asWholeBitString())).toBe(toHex(octets))
        expect(fields.more).toBe(false)
        fields.end()
      }),
    )
  })

  it('write times as UTCTime up to 2049 and as GeneralizedTime after', () => {
    for (const iso of ['2026-11-21T10:20:30Z', '1999-12-31T23:59:59Z', '2050-01-01T00:00:00Z']) {
      const time = write.time(new Date(iso))
      expect(time[0]).toBe(iso.startsWith('205') ? DER.generalizedTime : DER.utcTime)
      expect(DerNode.read(time).asTime()).toEqual(new Date(iso))
    }
  })

  it('put the elements of a SET OF into DER order', () => {
    expect(toHex(write.setOf(write.integer(2), write.integer(1)))).toBe('3106020101020102')
  })

  it('write the small types as X.690 has them', () => {
    expect(toHex(write.boolean(true))).toBe('0101ff')
    expect(toHex(write.boolean(false))).toBe('010100')
    expect(toHex(write.nullValue())).toBe('0500')
    expect(toHex(write.integer(128))).toBe('02020080')
    expect(toHex(write.integer(0))).toBe('020100')
    expect(toHex(write.integer(fromHex('00007f')))).toBe('02017f')
    expect(toHex(write.context(0, write.nullValue()))).toBe('a0020500')
    expect(toHex(write.contextPrimitive(1, fromHex('41')))).toBe('810141')
    expect(toHex(write.printableString('DE'))).toBe('13024445')
    expect(toHex(write.ia5String('a@b'))).toBe('1603614062')
    expect(() => write.printableString('Käthe')).toThrow(RangeError)
  })
})

describe('DerNode.read', () => {
  it('reports truncation at every byte', () => {
    const whole = write.sequence(write.objectIdentifier('1.2.276.0.76.4.72'), write.octetString(new Uint8Array(200)))
    for (let length = 0; length < whole.length; length++) {
      expect(() => DerNode.read(whole.subarray(0, length)), `${length} bytes`).toThrow(DecodeError)
    }
  })

  it('gives a typed error or a tree for any bytes', () => {
    const walk = (node: DerNode): number => 1 + node.children().reduce((sum, child) => sum + walk(child), 0)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(walk(DerNode.read(bytes))).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
  })

  it.each([
    ['bytes after the end', () => read('050000')],
    ['length is not in its shortest form', () => read('048101ff')],
    ['integer without content', () => read('0200').asInteger()],
    ['negative integer', () => read('0201ff').asInteger()],
    ['padded integer', () => read('02020001').asInteger()],
    ['boolean is neither 00 nor FF', () => read('010101').asBoolean()],
    ['bit string with unused bits', () => read('03020780').asWholeBitString()],
    ['bit string without its first byte', () => read('0300').asNamedBits()],
    [
      'time is not in DER form',
      () => DerNode.read(Buffer.concat([fromHex('170b'), Buffer.from('2611211020Z')])).asTime(),
    ],
    ['text is not UTF-8', () => read('0c01ff').asText()],
    ['text expected', () => read('0500').asText()],
    ['tag 30 expected, 05 found', () => read('0500').fields()],
    ['ends too early', () => read('3000').fields().take()],
    [
      'has an unknown field',
      () => {
        read('30020500').fields().end()
      },
    ],
    ['bytes after the end', () => read('a00405000500').only()],
  ])('refuses: %s', (message, act) => {
    expect(act).toThrow(message)
  })

  it('reads named bits, texts of every kind and optional fields', () => {
    expect(read('03020640').asNamedBits()).toEqual([1])
    expect(read('1e0400410042').asText()).toBe('AB')
    expect(read('140141').asText()).toBe('A')
    expect(read('160141').asText()).toBe('A')
    expect(read('0101ff').asBoolean()).toBe(true)
    const fields = read('3003020105').fields()
    expect(fields.takeOptional(DER.boolean)).toBeUndefined()
    expect(fields.takeOptional(DER.integer)?.asInteger()).toBe(5n)
    expect(read('a0020500').only().tag).toBe(DER.null)
  })
})
