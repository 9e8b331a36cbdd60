import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PadOrder } from '../../../src/apdu/pin-pad.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { decodeFeatures, decodeProperties } from '../../../src/pcsc/part-ten.js'
import { PcscError, type PcscErrorCode } from '../../../src/pcsc/pcsc-error.js'
import { pinPadOf } from '../../../src/pcsc/pin-pad.js'
import { encodePinModify, encodePinVerify } from '../../../src/pcsc/pin-structures.js'
import { quirksOf, readerQuirks } from '../../../src/pcsc/reader-quirks.js'
import { decodePinModify, decodePinVerify } from '../../../simulator/reader/pinpad/pin-structures.js'
import { featureList, tlvProperties } from '../../../simulator/reader/pinpad/part-ten.js'

const empty = '20ffffffffffffff'
const verify: PadOrder = {
  command: fromHex(`0020008108${empty}`),
  name: 'VERIFY',
  entries: ['current'],
  minDigits: 6,
  maxDigits: 8,
  language: 'de',
  timeoutMs: 30_000,
}
const activate: PadOrder = {
  ...verify,
  command: fromHex(`0024008110${empty}${empty}`),
  name: 'CHANGE REFERENCE DATA',
  entries: ['current', 'new', 'confirmation'],
  minDigits: 5,
  language: 'en',
}

describe('encodePinVerify', () => {
  it('writes the structure of part 10, numbers in little-endian', () => {
    expect(toHex(encodePinVerify(verify))).toBe(`1e1e414804080602010704000000000d000000${toHex(verify.command)}`)
  })

  it('is what the simulated reader reads', () => {
    expect(decodePinVerify(encodePinVerify(verify))).toMatchObject({
      timeOutSeconds: 30,
      digits: { min: 6, max: 8 },
      language: 0x0407,
      template: verify.command,
    })
  })
})

describe('encodePinModify', () => {
  it('writes the structure of part 10 with the places of both blocks', () => {
    expect(toHex(encodePinModify(activate))).toBe(
      `1e1e41480400080805030203090400010200000015000000${toHex(activate.command)}`,
    )
  })

  it.each<[PadOrder['entries'], string, number | undefined, number, boolean]>([
    [['current', 'new', 'confirmation'], `0024008110${empty}${empty}`, 0, 8, true],
    [['new', 'confirmation'], `0024018108${empty}`, undefined, 0, true],
    [['current', 'new'], `002c000110${empty}${empty}`, 0, 8, false],
  ])('for %s is what the simulated reader reads', (entries, command, old, offset, confirmed) => {
    const order = { ...activate, entries, command: fromHex(command) }
    expect(decodePinModify(encodePinModify(order))).toMatchObject({
      confirmed,
      offsets: old === undefined ? { new: offset } : { old, new: offset },
      template: order.command,
    })
  })
})

describe('what a reader tells of itself', () => {
  it('are the features that it has', () => {
    expect(decodeFeatures(fromHex('060442000bbe0a0442000bc2070442000bbf'))).toEqual({
      verifyPinDirect: 0x42000bbe,
      modifyPinDirect: 0x42000bbf,
    })
    expect(decodeFeatures(featureList([0x12]))).toEqual({ tlvProperties: 0x42000bca })
  })

  it('are its properties; what it fills with zeros it does not tell', () => {
    const told = tlvProperties({ lines: 2, characters: 16, digits: { min: 4, max: 12 }, maxApduData: 0x10000 })
    expect(decodeProperties(told)).toEqual({ minDigits: 4, maxDigits: 12, maxApduData: 0x10000 })
    expect(decodeProperties(fromHex('06010007010008056669726d650a0400000000'))).toEqual({ maxApduData: 0 })
  })

  it('may be anything: nothing but the typed error comes of it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        for (const decode of [decodeFeatures, decodeProperties]) {
          try {
            decode(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError)
          }
        }
      }),
    )
  })
})

describe('the keys of a reader', () => {
  const features = { verifyPinDirect: 6, modifyPinDirect: 7 }
  const answering = (answer: string) => () => Promise.resolve(fromHex(answer))

  it('are none where the reader has none, or where they are known to be of no use', () => {
    expect(pinPadOf('Reader', {}, {}, answering('9000'))).toBeUndefined()
    expect(pinPadOf('Dell Dell Smart Card Reader Keyboard 00 00', features, {}, answering('9000'))).toBeUndefined()
  })

  it.each(['9000', '63c2', '6983', '6985'])('pass the answer %s of the card on', async (answer) => {
    expect(toHex((await pinPadOf('Reader', features, {}, answering(answer))?.perform(verify)) ?? verify.command)).toBe(
      answer,
    )
  })

  it.each([
    ['6400', 'HC_PIN_CANCELLED', { timedOut: true }],
    ['6401', 'HC_PIN_CANCELLED', { atReader: true }],
    ['6402', 'HC_PIN_FORMAT', { problem: 'different' }],
    ['6403', 'HC_PIN_FORMAT', { minDigits: 6, maxDigits: 8 }],
    ['6b80', 'HC_READER_PAD_REFUSED', {}],
  ])('have answers of their own: %s is %s', async (answer, code, data) => {
    const performing = pinPadOf('Reader', features, {}, answering(answer))?.perform(verify)
    await expect(performing).rejects.toMatchObject({ code, data })
  })

  it.each<[PcscErrorCode, string]>([
    ['timeout', 'HC_PIN_CANCELLED'],
    ['unsupportedFeature', 'HC_READER_PAD_REFUSED'],
  ])('may fail in PC/SC: %s is %s', async (fails, code) => {
    const pad = pinPadOf('Reader', features, {}, () => Promise.reject(new PcscError(fails, fails)))
    await expect(pad?.perform(verify)).rejects.toMatchObject({ code })
  })

  it('are given the longest PIN that they take', async () => {
    const sent: Uint8Array[] = []
    const pad = pinPadOf('Reader', features, { minDigits: 4, maxDigits: 7 }, (_, structure) => {
      sent.push(structure)
      return Promise.resolve(fromHex('9000'))
    })
    await pad?.perform(verify)
    expect(sent.map((structure) => decodePinVerify(structure).digits)).toEqual([{ min: 6, max: 7 }])
  })

  it.each([
    ['Reader', { verifyPinDirect: 6 }, {}, activate],
    ['Reader', features, { minDigits: 6 }, activate],
    ['Reader', features, { maxDigits: 4 }, verify],
    ['Gemalto USB GemPCPinpad SmartCard Reader 00 00', features, {}, verify],
    ['SCM Microsystems Inc. SPRx32 USB Smart Card Reader 00 00', features, {}, activate],
  ] as const)('of »%s« with %s and %s are not asked for what they cannot do', async (name, has, takes, order) => {
    const pad = pinPadOf(name, has, takes, answering('9000'))
    await expect(pad?.perform(order)).rejects.toMatchObject({ code: 'HC_READER_PAD_REFUSED' })
  })
})

describe('readerQuirks', () => {
  it('each have a public source and say what is different', () => {
    for (const { source, reader, platform, ...quirk } of readerQuirks) {
      expect(source, `${reader.source} ${platform ?? ''}`).toMatch(/^https:\/\/github\.com\/.+\/(issues|pull)\/\d+$/)
      expect(Object.keys(quirk).length).toBeGreaterThan(0)
    }
  })

  it('hold where they were reported', () => {
    expect(quirksOf('Identiv SPR332 v2.0 00 00', 'linux').noModify).toBe(true)
    expect(quirksOf('Identiv SPR332 v2.0 00 00', 'win32').noModify).toBeUndefined()
    expect(quirksOf('ACS ACR1281 1S Dual Reader 00 00').shortOnly).toBe(true)
    expect(quirksOf('ehba simulated reader 1')).toEqual({})
  })
})
