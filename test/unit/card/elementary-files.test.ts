import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../../src/bytes/hex.js'
import {
  compareVersions,
  decodeDirRecord,
  decodeGdo,
  decodeSsec,
  decodeVersion2,
} from '../../../src/card/elementary-files.js'
import { isHealthCardError } from '../../../src/errors/health-card-error.js'

/** EF.SSEC as on G2.1 (card-facts §2.6), with the number of SE#1 to choose. */
const ssec = (first: string, secondEnvironment = '02'): Uint8Array =>
  fromHex(
    `7b2c800101a4118206d27600006601830181950108c001${first}8001${secondEnvironment}a4118206d27600006601830181950108c001fa`,
  )

describe('decodeSsec', () => {
  it('reads the signatures per PIN entry of each security environment', () => {
    expect([...decodeSsec(ssec('fe'))]).toEqual([
      [1, 254],
      [2, 250],
    ])
  })

  it('takes the second block for SE#2 where the G2.0 image names SE#1 twice', () => {
    expect([...decodeSsec(ssec('01', '01'))]).toEqual([
      [1, 1],
      [2, 250],
    ])
  })

  it('refuses 0 signatures and a file without SE#1', () => {
    expect(() => decodeSsec(ssec('00'))).toThrow('no number of signatures')
    expect(() => decodeSsec(fromHex('7b00'))).toThrow('no entry for SE#1')
  })
})

describe('decoders of card files', () => {
  const decoders = { decodeGdo, decodeVersion2, decodeDirRecord, decodeSsec }

  it.each(Object.entries(decoders))('%s gives a typed error with a position for any other bytes', (_, decode) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(decode(bytes)).toBeDefined()
        } catch (error) {
          if (!isHealthCardError(error, 'HC_CARD_DATA_MALFORMED')) throw error
          expect(error.data['offset']).toBeTypeOf('number')
        }
      }),
    )
  })

  it('report truncation at every byte', () => {
    const whole = ssec('fa')
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSsec(whole.subarray(0, length))).toThrow('EF.SSEC')
    }
  })

  it('refuse an ICCSN that is not decimal', () => {
    expect(() => decodeGdo(fromHex('5a0a8027688311000022088f'))).toThrow('not decimal')
  })
})

describe('compareVersions', () => {
  it.each([
    ['4.4.0', '4.3.2', 1],
    ['4.10.0', '4.7.1', 3],
    ['4.7.1', '4.7.1', 0],
    ['4.3.2', '4.4.0', -1],
  ])('%s against %s is %i', (a, b, expected) => {
    expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(expected))
  })
})
