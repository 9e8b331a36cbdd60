import { fromBase64, toBase64 } from '../../bytes/base64.js'
import { DecodeError } from '../../bytes/decode-error.js'
import type { JournalEntry, JournalHead } from '../../operations/batch-journal.js'
import { decodeLines, encodeLine } from './journal-lines.js'

const FORMAT = 'ehba-batch'
const VERSION = 1

/** What happens to a document, in the order in which it happens. */
export type JournalRecord =
  | { readonly t: 'intent'; readonly i: number; readonly tbs: string }
  | { readonly t: 'sent'; readonly i: number }
  | { readonly t: 'refused'; readonly i: number }
  | { readonly t: 'signed'; readonly i: number; readonly sig: string }
  | { readonly t: 'done'; readonly i: number }

/** A journal as it reads. */
export interface JournalState {
  readonly head: JournalHead
  readonly entries: readonly JournalEntry[]
  /** Commands that went to the card and of which no answer is known. */
  readonly madeAndLost: number
  /** Every signature that the card has given. */
  readonly signatures: readonly Uint8Array[]
  /** True while no command went to the card: nothing was paid for. */
  readonly untouched: boolean
  /** Position behind the last byte that was ever written. */
  readonly end: number
}

/** The first line of a journal. */
export function encodeHead({ certificate, chain, ...head }: JournalHead): Uint8Array {
  return encodeLine({
    format: FORMAT,
    version: VERSION,
    ...head,
    certificate: toBase64(certificate),
    chain: chain.map(toBase64),
  })
}

/** The line of one record. */
export function encodeRecord(record: JournalRecord): Uint8Array {
  return encodeLine(record)
}

/** A journal that a later version of this program has written: whole, and not to be read by this one. */
export class NewerJournal extends Error {
  override readonly name = 'NewerJournal'
}

/**
 * Reads a journal.
 *
 * @throws NewerJournal
 * @throws DecodeError where the first whole line is not the head of a batch: the file is none of ours. What power cuts
 *   leave behind it is no error.
 */
export function decodeJournal(bytes: Uint8Array): JournalState {
  const { records, end } = decodeLines(bytes)
  const [first, ...rest] = records
  const head = readHead(first)
  const entries: JournalEntry[] = head.documents.map(() => ({ state: 'pending' }))
  const intents = new Map<number, Uint8Array>()
  const open = new Set<number>()
  const signatures: Uint8Array[] = []
  let madeAndLost = 0
  let untouched = true
  for (const record of rest.filter(isRecord)) {
    const { i } = record
    if (i >= entries.length) continue
    switch (record.t) {
      case 'intent':
        intents.set(i, fromBase64(record.tbs))
        break
      case 'sent':
        untouched = false
        // Sent once more without an answer in between: the first answer was lost.
        if (open.has(i)) madeAndLost++
        open.add(i)
        break
      case 'refused':
        open.delete(i)
        break
      case 'signed': {
        open.delete(i)
        untouched = false
        const toBeSigned = intents.get(i)
        const signature = fromBase64(record.sig)
        signatures.push(signature)
        if (toBeSigned) entries[i] = { state: 'signed', toBeSigned, signature }
        break
      }
      case 'done':
        open.delete(i)
        untouched = false
        entries[i] = { state: 'done' }
        break
    }
  }
  return { head, entries, madeAndLost: madeAndLost + open.size, signatures, untouched, end }
}

function readHead(value: unknown): JournalHead {
  if (!isObject(value) || value['format'] !== FORMAT) throw new DecodeError('not the journal of a batch', 0)
  const { version } = value
  if (typeof version === 'number' && version > VERSION) throw new NewerJournal(`version ${version}`)
  if (version !== VERSION) throw new DecodeError('not a version of the journal', 0)
  // The checksum has shown that these are the bytes that this program wrote under this version.
  const head = value as unknown as Omit<JournalHead, 'certificate' | 'chain'> & { certificate: string; chain: string[] }
  return { ...head, certificate: fromBase64(head.certificate), chain: head.chain.map(fromBase64) }
}

function isRecord(value: unknown): value is JournalRecord {
  return isObject(value) && typeof value['t'] === 'string' && typeof value['i'] === 'number'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
