import { describe, expect, it } from 'vitest'
import { concat } from '../../../../src/bytes/concat.js'
import { DecodeError } from '../../../../src/bytes/decode-error.js'
import { encodeLine } from '../../../../src/storage/journal/journal-lines.js'
import {
  decodeJournal,
  encodeHead,
  encodeRecord,
  NewerJournal,
  type JournalRecord,
  type JournalState,
} from '../../../../src/storage/journal/journal-records.js'
import { journalHead } from '../../../support/journal-head.js'

const head = journalHead(3)
const base64 = (...bytes: number[]): string => Buffer.from(bytes).toString('base64')
const intent = (i: number, ...tbs: number[]): JournalRecord => ({ t: 'intent', i, tbs: base64(...tbs) })
const sent = (i: number): JournalRecord => ({ t: 'sent', i })
const refused = (i: number): JournalRecord => ({ t: 'refused', i })
const signed = (i: number, ...sig: number[]): JournalRecord => ({ t: 'signed', i, sig: base64(...sig) })
const done = (i: number): JournalRecord => ({ t: 'done', i })

function read(...records: readonly JournalRecord[]): JournalState {
  return decodeJournal(concat(encodeHead(head), ...records.map(encodeRecord)))
}

describe('a journal', () => {
  it('gives back the head of its batch', () => {
    expect(read().head).toEqual({ ...head, format: 'ehba-batch', version: 1 })
  })

  it('knows of each document how far it came', () => {
    const { entries } = read(intent(0, 1), intent(1, 2), sent(0), signed(0, 7), sent(1), signed(1, 8), done(0))
    expect(entries).toEqual([
      { state: 'done' },
      { state: 'signed', toBeSigned: Uint8Array.of(2), signature: Uint8Array.of(8) },
      { state: 'pending' },
    ])
  })

  it('takes the attributes that the signature was made for: those of the last intent before it', () => {
    const { entries } = read(intent(0, 1), sent(0), intent(0, 2), sent(0), signed(0, 7), intent(0, 3))
    expect(entries[0]).toEqual({ state: 'signed', toBeSigned: Uint8Array.of(2), signature: Uint8Array.of(7) })
  })

  it('takes a signature without the attributes that it is over for none', () => {
    expect(read(sent(0), signed(0, 7)).entries[0]).toEqual({ state: 'pending' })
  })

  it.each([
    ['no command', [intent(0, 1)], 0],
    ['a command that was answered', [sent(0), signed(0, 7)], 0],
    ['a command that the card refused', [sent(0), refused(0)], 0],
    ['a command without an answer', [sent(0)], 1],
    ['two documents without an answer', [sent(0), sent(1)], 2],
    ['one document twice without an answer', [sent(0), sent(0)], 2],
    ['an answer to the second of two commands', [sent(0), sent(0), signed(0, 7)], 1],
    ['an output, whose signature therefore came', [sent(0), done(0)], 0],
  ])('after %s counts the signatures that may have been lost', (_, records, madeAndLost) => {
    expect(read(...records).madeAndLost).toBe(madeAndLost)
  })

  it('is untouched as long as nothing went to the card', () => {
    expect(read(intent(0, 1)).untouched).toBe(true)
    for (const record of [sent(0), signed(0, 7), done(0)]) expect(read(record).untouched).toBe(false)
  })

  it('lists every signature that the card gave, for the check of its nonces', () => {
    const { signatures } = read(intent(0, 1), signed(0, 7), done(0), intent(1, 2), signed(1, 8))
    expect(signatures).toEqual([Uint8Array.of(7), Uint8Array.of(8)])
  })

  it('passes over records of documents that the batch does not have, and of kinds that it does not know', () => {
    const strange = encodeLine({ t: 'later', i: 0 })
    const bytes = concat(encodeHead(head), encodeRecord(done(3)), strange, encodeLine([]), encodeLine({ i: 0 }))
    expect(decodeJournal(bytes).entries).toEqual(Array(3).fill({ state: 'pending' }))
  })

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['zeros', new Uint8Array(5000)],
    ['records without a head', encodeRecord(done(0))],
    ['a head of an unknown version', encodeLine({ format: 'ehba-batch', version: 0 })],
    ['a head without a version', encodeLine({ format: 'ehba-batch' })],
    ['a head of another format', encodeLine({ format: 'ehba-card-state', version: 1 })],
    ['a number', encodeLine(Object(7) as object)],
  ])('is not %s', (_, bytes) => {
    expect(() => decodeJournal(bytes)).toThrow(DecodeError)
  })

  it('of a newer version is told from a damaged one', () => {
    expect(() => decodeJournal(encodeLine({ format: 'ehba-batch', version: 2 }))).toThrow(NewerJournal)
  })
})
