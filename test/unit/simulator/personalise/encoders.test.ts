import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../../src/bytes/hex.js'
import { SecretBytes } from '../../../../src/bytes/secret-bytes.js'
import {
  atrBody,
  cardAccessBody,
  gdoBody,
  version2Body,
} from '../../../../simulator/personalise/files/identity-files.js'
import { esignInformation, qesInformation } from '../../../../simulator/personalise/files/information-application.js'
import {
  authenticationObjectsBody,
  certificatesBody,
  objectDirectoryBody,
  privateKeysBody,
} from '../../../../simulator/personalise/files/information-files.js'
import { ssecBody } from '../../../../simulator/personalise/files/ssec-body.js'
import { pinBlock } from '../../../../simulator/personalise/image/pin-block.js'
import { unpackedDate } from '../../../../simulator/personalise/image/unpacked-date.js'
import { encodeXml } from '../../../../simulator/personalise/image/xml-writer.js'
import { randomDigits, randomness } from '../../../../simulator/personalise/randomness.js'

describe('pinBlock', () => {
  // Vectors of gemSpec_COS N008.100 and of gematik's images.
  it.each([
    ['1234', '241234ffffffffff'],
    ['54321', '2554321fffffffff'],
    ['123456', '26123456ffffffff'],
    ['12345678', '2812345678ffffff'],
    ['123456789012', '2c123456789012ff'],
  ])('packs %s as %s', (digits, block) => {
    expect(toHex(pinBlock(SecretBytes.take(Buffer.from(digits))))).toBe(block)
  })

  it('gives the block of images for a password without a value', () => {
    expect(toHex(pinBlock())).toBe('20ffffffffffffff')
  })

  it('refuses more digits than a block holds', () => {
    expect(() => pinBlock(SecretBytes.take(Buffer.from('1234567890123')))).toThrow(RangeError)
  })
})

describe('encodeXml', () => {
  it('brings any text that XML can hold back out of a parser unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (raw) => {
        // XML parsers turn CR into LF; no text of a card has one.
        const text = raw.replace(/[\u0000-\u001f\ufffe\uffff]/g, '')
        const found: string[] = []
        let inside = false
        const parser = new SaxesParser()
        parser.on('opentag', (tag) => {
          inside = true
          found.push(tag.attributes['a'] ?? '')
        })
        parser.on('text', (part) => {
          if (inside) found.push(part)
        })
        parser.on('closetag', () => {
          inside = false
        })
        parser.on('error', (error) => {
          throw error
        })
        parser.write(encodeXml({ name: 'x', attributes: { a: text }, content: text })).close()
        expect(found.join('')).toBe(text + text)
      }),
    )
  })

  it('refuses control characters and names that are none', () => {
    expect(() => encodeXml({ name: 'x', content: 'a\u0000b' })).toThrow(RangeError)
    expect(() => encodeXml({ name: 'x', attributes: { a: '\ud800' }, content: '' })).toThrow(RangeError)
    expect(() => encodeXml({ name: 'x y', content: '' })).toThrow(RangeError)
  })

  it('indents elements and closes empty ones', () => {
    const xml = encodeXml({
      name: 'a',
      content: [
        { name: 'b', content: '' },
        { name: 'c', content: '1 < 2' },
      ],
    })
    expect(xml).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<a>\n  <b/>\n  <c>1 &lt; 2</c>\n</a>\n')
  })
})

describe('randomness', () => {
  it('comes out the same from a seed however the bytes are asked for', () => {
    const whole = randomness(1)(100)
    const source = randomness(1)
    const parts = [1, 31, 33, 35].map((length) => source(length))
    expect(Buffer.concat(parts).equals(whole)).toBe(true)
    expect(toHex(randomness(2)(32))).not.toBe(toHex(whole.subarray(0, 32)))
  })

  it('gives other bytes each time without a seed', () => {
    expect(toHex(randomness(undefined)(16))).not.toBe(toHex(randomness(undefined)(16)))
  })

  it('draws digits that favour none of the ten', () => {
    const digits = randomDigits(randomness(1), 10_000).use((bytes) => Array.from(bytes, (byte) => byte - 0x30))
    const counts = Array.from({ length: 10 }, (_, digit) => digits.filter((each) => each === digit).length)
    // Five standard deviations around 1000.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

describe('files of fixed content', () => {
  it('has the bodies that a card of generation 2.1 has', () => {
    expect(toHex(gdoBody('80276883110000220885'))).toBe('5a0a80276883110000220885')
    expect(toHex(cardAccessBody())).toBe('31143012060a04007f0007020204020202010202010d')
    expect(toHex(version2Body({ name: 'HBA_G2.1', version: [4, 7, 1] }))).toBe(
      'ef26c003020000c103040701c2104842415f47322e312020202020040701c403010000c503020000',
    )
    expect(toHex(ssecBody({ 1: 250, 2: 250 }))).toBe(
      '7b2c800101a4118206d27600006601830181950108c001fa800102a4118206d27600006601830181950108c001fa',
    )
  })

  it('fills EF.ATR to 134 bytes that start with the least buffer sizes of the COS', () => {
    const body = atrBody({ name: 'HBA_G2.1', version: [4, 7, 1] })
    expect(body).toHaveLength(134)
    expect(toHex(body).startsWith('e0110202040902030080020202040902020409')).toBe(true)
  })

  it('refuses a product name that does not fit', () => {
    expect(() => version2Body({ name: 'x'.repeat(14), version: [1, 0, 0] })).toThrow(RangeError)
  })

  it('unpacks a date into one digit a byte', () => {
    expect(toHex(unpackedDate(new Date('2024-03-04T23:59:59Z')))).toBe('020400030004')
  })
})

describe('files of ISO 7816-15', () => {
  it('lists passwords, private keys and certificates in EF.OD', () => {
    expect(toHex(objectDirectoryBody())).toBe('a806300404025034a006300404025035a406300404025038')
  })

  it('describes PIN.QES and PIN.CH as the cards do', () => {
    expect(toHex(authenticationObjectsBody(qesInformation))).toBe(
      '303f300c0c0750494e2e5145530401133006040103800101a12730250303044c100a01040201060201080201088001810401ff300ca10a4f06d276000066010400303930090c0750554b2e5145533006040113800101a12430220303027e040a01040201080201088001810401ff300ca10a4f06d276000066010400',
    )
    expect(toHex(authenticationObjectsBody(esignInformation))).toBe(
      '302d300b0c0650494e2e43480401123003040102a11930170303040c100a01040201060201080201088001010401ff302730080c0650554b2e43483003040112a11630140303023e040a01040201080201088001010401ff',
    )
  })

  it('points from certificate to key in EF.CD', () => {
    expect(toHex(certificatesBody(qesInformation))).toBe(
      '3025300a0c08432e48502e5145533003040184a1123010300ea10c4f06d276000066010402c0003025300a0c08432e48502e5145533003040186a1123010300ea10c4f06d276000066010402c006',
    )
  })

  it('writes EF.PrKD of DF.CIA.ESIGN as the cards have it', () => {
    // SHA-256 of the body in gematik's HBA image of product type version 4.7.1.
    const digest = createHash('sha256').update(privateKeysBody(esignInformation, 254)).digest('hex')
    expect(digest).toBe('6b7733b1fc808c0a1b0e558daeadd442b50acc92d190085ac60df84639467976')
  })

  it('tells in EF.PrKD of DF.CIA.QES how many signatures one PIN entry opens', () => {
    expect(toHex(privateKeysBody(qesInformation, 254))).toContain(toHex(fromHex('040103 020200fe 3014')))
    expect(toHex(privateKeysBody(qesInformation, 1))).toContain(toHex(fromHex('040103 020101 3014')))
  })
})
