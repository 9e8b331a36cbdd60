import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../../../src/bytes/hex.js'
import { parseAccessRules } from '../../../../simulator/card/image/access-rule-parser.js'
import { parseCardImage } from '../../../../simulator/card/image/card-image.js'
import { SimulatorError } from '../../../../simulator/card/simulator-error.js'
import { decodeLog, encodeHeader, encodeTransaction } from '../../../../simulator/card/state/state-log.js'
import { imageXml, password } from '../../../unit/simulator/card/image-builder.js'
import { concat } from '../../../../src/bytes/concat.js'
import { testRuns } from '../../../support/seeded-random.js'

/** Runs `work` and lets nothing but the named error of the simulator pass. */
function onlyFails(code: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(SimulatorError)
    expect(error).toMatchObject({ code })
  }
}

const tokens = fc.constantFrom(
  ...['CB{', 'CL{', '[', ']', '{', '}', '(', ')', ',', '||', '??', 'ACTIVATED', '1', '00', 'b0', 'ALW', 'PWD(01)'],
  ...['SMMAC(02)', 'AUTCHAT(a:00)', 'AND{', 'OR{', 'SMCMDENC', ' ', '\n'],
)

describe('parseAccessRules', () => {
  it('answers any sequence of its own words with rules or a typed error', () => {
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 40 }), (words) => {
        onlyFails('imageInvalid', () => {
          parseAccessRules({ text: words.join(''), position: { line: 1, column: 1 } })
        })
      }),
    )
  })

  it('reads back what it is given, however it is spaced', () => {
    const pattern = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }))
    const space = fc.constantFrom('', ' ', '\n\t')
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 4 }),
        space,
        (list, se, s) => {
          const patterns = list.map(([cla, ins]) => `${byte(cla)}${s}||${s}${byte(ins)}`).join(`${s},${s}`)
          const text = `CB${s}{${s}[ACTIVATED,${s}${se},{(${s}{${patterns}}${s},ALW)}]}`
          const { contact } = parseAccessRules({ text, position: { line: 1, column: 1 } })
          expect(contact[0]?.securityEnvironment).toBe(se)
          expect(contact[0]?.rules[0]?.patterns.map(({ cla, ins }) => [cla, ins])).toEqual(list)
        },
      ),
    )
  })
})

describe('parseCardImage', () => {
  const image = imageXml([password('PIN.CH', '01')])

  it('answers an image with any piece replaced by an image or a typed error', () => {
    const place = fc.integer({ min: 0, max: image.length })
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 20 }), fc.string({ maxLength: 8 }), (at, length, text) => {
        const changed = image.slice(0, at) + text + image.slice(at + length)
        onlyFails('imageInvalid', () => {
          parseCardImage(Buffer.from(changed, 'utf8'))
        })
      }),
      { numRuns: testRuns(300) },
    )
  })

  it('answers random bytes with a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => parseCardImage(bytes)).toThrow(expect.objectContaining({ code: 'imageInvalid' }))
      }),
    )
  })
})

describe('decodeLog', () => {
  const digest = 'ab'.repeat(32)
  const change = fc.record({
    path: fc.string(),
    retryCounter: fc.nat(15),
    body: fc.uint8Array({ maxLength: 40 }).map((bytes) => toHex(bytes)),
  })

  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 5 }), (transactions) => {
        const log = decodeLog(concat(encodeHeader(digest), ...transactions.map(encodeTransaction)))
        expect(log.changes).toEqual(transactions.flat())
        expect(log.transactions).toBe(transactions.length)
      }),
    )
  })

  it('cut at any byte gives whole transactions from the start, or says that the header is missing', () => {
    const whole = concat(
      encodeHeader(digest),
      ...[1, 2, 3].map((n) => encodeTransaction([{ path: 'A', retryCounter: n }])),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
        onlyFails('stateInvalid', () => {
          const { changes } = decodeLog(whole.subarray(0, length))
          expect(changes.map(({ retryCounter }) => retryCounter)).toEqual([1, 2, 3].slice(0, changes.length))
        })
      }),
    )
  })

  it('answers random bytes with a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeLog(bytes)).toThrow(expect.objectContaining({ code: 'stateInvalid' }))
      }),
    )
  })
})

function byte(value: number): string {
  return value.toString(16).padStart(2, '0')
}
