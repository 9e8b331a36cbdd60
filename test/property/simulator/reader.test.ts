import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../src/bytes/decode-error.js'
import { Chance } from '../../../simulator/reader/faults/chance.js'
import { formatStory } from '../../../simulator/reader/faults/format-story.js'
import { parseStory } from '../../../simulator/reader/faults/parse-story.js'
import { randomStory } from '../../../simulator/reader/faults/random-story.js'
import { drawRealDelay } from '../../../simulator/reader/faults/real-delays.js'
import type { Fault, FaultStory, Moment, StoryEvent } from '../../../simulator/reader/faults/story.js'
import { decodePinModify, decodePinVerify } from '../../../simulator/reader/pinpad/pin-structures.js'
import { ReaderError } from '../../../simulator/reader/reader-error.js'
import { decodeQuestion } from '../../../simulator/reader/wire/question.js'
import { modifyOrder, verifyOrder } from '../../unit/simulator/reader/part-ten-orders.js'

const count = fc.integer({ min: 1, max: 1_000_000 })
const small = fc.nat(1_000_000)
const kind = fc.constantFrom(
  'command' as const,
  'sign' as const,
  'verify' as const,
  'read' as const,
  'decipher' as const,
)

const severe: fc.Arbitrary<Fault> = fc.record(
  { kind: fc.constantFrom('pull' as const, 'unplug reader' as const, 'kill pcscd' as const), backAfterMs: small },
  { requiredKeys: ['kind'] },
)
const mild: fc.Arbitrary<Fault> = fc.oneof(
  severe,
  fc.constant<Fault>({ kind: 'mute' }),
  fc.record({ kind: fc.constant('wait' as const), ms: small }),
  fc.record({ kind: fc.constant('clock' as const), byMs: fc.integer({ min: -1_000_000, max: 1_000_000 }) }),
)
const ofAnswer: fc.Arbitrary<Fault> = fc.oneof(
  mild,
  fc.constant<Fault>({ kind: 'garbage' }),
  fc.record({ kind: fc.constant('short' as const), bytes: small }, { requiredKeys: ['kind'] }),
)
const moment = <T extends Moment>(fields: fc.Arbitrary<T>): fc.Arbitrary<Moment> => fields
const events: fc.Arbitrary<StoryEvent> = fc.oneof(
  fc.record({ moment: moment(fc.record({ at: fc.constant('command' as const), kind, number: count })), fault: mild }),
  fc.record({
    moment: moment(fc.record({ at: fc.constant('answer' as const), kind, number: count })),
    fault: ofAnswer,
  }),
  fc.record({
    moment: moment(fc.record({ at: fc.constant('answer' as const), kind, number: count, byte: small })),
    fault: severe,
  }),
  fc.record({
    moment: fc.oneof(
      moment(fc.record({ at: fc.constant('write' as const), number: count })),
      moment(fc.record({ at: fc.constant('write' as const), number: count, byte: small })),
    ),
    fault: fc.constant<Fault>({ kind: 'lose power' }),
  }),
)
const stories: fc.Arbitrary<FaultStory> = fc.record({
  seed: small,
  events: fc.array(events, { maxLength: 8 }),
  delays: fc.array(
    fc.record({
      kind: fc.constantFrom('sign' as const, 'decipher' as const, 'verify' as const, 'read' as const, 'any' as const),
      ms: fc.oneof(small, fc.constant('like real' as const)),
    }),
    { maxLength: 3 },
  ),
})

describe('fault stories', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(stories, (story) => {
        expect(parseStory(formatStory(story))).toEqual(normalised(story))
      }),
    )
  })

  it('that are broken somewhere are refused with their line, or are another story', () => {
    fc.assert(
      fc.property(stories, fc.nat(), fc.string({ maxLength: 3 }), (story, at, insert) => {
        const text = formatStory(story)
        const cut = at % (text.length + 1)
        const outcome = readOrRefuse(text.slice(0, cut) + insert + text.slice(cut + 1))
        if (outcome instanceof ReaderError)
          expect(outcome).toMatchObject({ code: 'scriptInvalid', line: expect.any(Number) as number })
        else expect(outcome.events.length).toBeLessThanOrEqual(story.events.length + 1)
      }),
    )
  })

  it('of chance depend on the seed alone, and can be told', () => {
    fc.assert(
      fc.property(small, count, fc.nat(20), (seed, commands, writes) => {
        const story = randomStory(seed, { commands, writes })
        expect(randomStory(seed, { commands, writes })).toEqual(story)
        expect(parseStory(formatStory(story))).toEqual(story)
        expect(story.events.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('delays like those of a real card', () => {
  it('have the median and the 95th percentile that the table has', () => {
    const chance = new Chance(1, 'delays')
    const drawn = Array.from({ length: 4000 }, () => drawRealDelay('sign', chance)).sort((a, b) => a - b)
    expect(drawn[2000]).toBeGreaterThan(265)
    expect(drawn[2000]).toBeLessThan(295)
    expect(drawn[3800]).toBeGreaterThan(450)
    expect(drawn[3800]).toBeLessThan(510)
  })
})

describe('what pcscd sends', () => {
  it('is read, or refused with the place of the fault', () => {
    const bytes = fc.uint8Array({ maxLength: 64 })
    const flipped = fc
      .tuple(fc.constantFrom(verifyOrder(), modifyOrder()), fc.nat(), fc.nat(255))
      .map(([order, at, value]) => Uint8Array.from(order, (byte, i) => (i === at % order.length ? value : byte)))
    fc.assert(
      fc.property(fc.oneof(bytes, flipped), (input) => {
        for (const read of [decodeQuestion, decodePinVerify, decodePinModify]) {
          const failure = failureOf(() => read(input))
          expect(failure === undefined || failure instanceof DecodeError, String(failure)).toBe(true)
        }
      }),
    )
  })
})

/** An undefined field is not there, and a jump by nothing has no direction. */
function normalised(story: FaultStory): FaultStory {
  return JSON.parse(JSON.stringify(story)) as FaultStory
}

function readOrRefuse(text: string): FaultStory | ReaderError {
  try {
    return parseStory(text)
  } catch (error) {
    if (error instanceof ReaderError) return error
    throw error
  }
}

function failureOf(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}
