import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../../src/bytes/concat.js'
import { DecodeError } from '../../src/bytes/decode-error.js'
import { decodeLines, encodeLine } from '../../src/storage/journal/journal-lines.js'
import {
  decodeJournal,
  encodeHead,
  encodeRecord,
  type JournalRecord,
} from '../../src/storage/journal/journal-records.js'
import { WrittenJournal } from '../../src/storage/journal/written-journal.js'
import { journalHead } from '../support/journal-head.js'
import { MemoryMedium } from '../support/memory-journals.js'
import { testRuns } from '../support/seeded-random.js'

const documents = 4
const head = encodeHead(journalHead(documents))
const base64 = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'))
const index = fc.nat({ max: documents - 1 })
const record: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({ t: fc.constant('intent' as const), i: index, tbs: base64 }),
  fc.record({ t: fc.constantFrom('sent' as const, 'refused' as const, 'done' as const), i: index }),
  fc.record({ t: fc.constant('signed' as const), i: index, sig: base64 }),
)
const records = fc.array(record, { maxLength: 20 })
const bytesOf = (list: readonly JournalRecord[]): Uint8Array => concat(head, ...list.map(encodeRecord))

describe('journal lines', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (list) => {
        const plain = list.map((each) => JSON.parse(JSON.stringify(each)) as object)
        expect(decodeLines(concat(...plain.map(encodeLine))).records).toEqual(plain)
      }),
    )
  })

  it('are never found in random bytes, which hurt nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(decodeLines(bytes).records).toEqual([])
      }),
    )
  })
})

describe('a journal', () => {
  it('cut at any byte tells what was written whole before', () => {
    fc.assert(
      fc.property(records, (list) => {
        const bytes = bytesOf(list)
        let whole = 0
        for (let length = head.length; length <= bytes.length; length++) {
          while (whole < list.length && bytesOf(list.slice(0, whole + 1)).length <= length) whole++
          const { entries } = decodeJournal(bytes.subarray(0, length))
          expect(entries).toEqual(decodeJournal(bytesOf(list.slice(0, whole))).entries)
        }
      }),
      { numRuns: testRuns(30) },
    )
  })

  it('cut inside its head is refused by its own error', () => {
    for (let length = 0; length < head.length; length++) {
      expect(() => decodeJournal(head.subarray(0, length))).toThrow(DecodeError)
    }
  })

  it('of random bytes is refused by its own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeJournal(bytes)).toThrow(DecodeError)
      }),
    )
  })

  it('with any bytes behind its head stays readable, and what is whole in it counts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), records, (damage, list) => {
        const bytes = concat(head, damage, Uint8Array.of(0x0a), ...list.map(encodeRecord))
        expect(decodeJournal(bytes).entries).toEqual(decodeJournal(bytesOf(list)).entries)
      }),
    )
  })

  it('whose bytes were lost in any part reads as one in which those records were never written', () => {
    const lost = fc.record({ from: fc.nat({ max: 2000 }), length: fc.integer({ min: 1, max: 300 }) })
    fc.assert(
      fc.property(records, lost, (list, { from, length }) => {
        const bytes = bytesOf(list)
        const start = Math.min(head.length + from, bytes.length)
        const damaged = concat(bytes.subarray(0, start), new Uint8Array(length), bytes.subarray(start + length))
        const left = list.filter((_, i) => {
          const end = bytesOf(list.slice(0, i + 1)).length
          const begin = bytesOf(list.slice(0, i)).length
          return end <= start || begin >= start + length
        })
        expect(decodeJournal(damaged).entries).toEqual(decodeJournal(bytesOf(left)).entries)
      }),
    )
  })

  it('is continued behind any damage without losing a record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), index, async (damage, i) => {
        const medium = new MemoryMedium(concat(head, damage))
        const journal = new WrittenJournal(medium, () => Promise.resolve())
        journal.done(i)
        await journal[Symbol.asyncDispose]()
        const again = new WrittenJournal(medium, () => Promise.resolve())
        expect(again.entries[i]).toEqual({ state: 'done' })
      }),
    )
  })
})
