import { toBase64 } from '../../bytes/base64.js'
import { concat } from '../../bytes/concat.js'
import { isHealthCardError } from '../../errors/health-card-error.js'
import type { JournalEntry, JournalHead, JournalIntent, OpenJournal } from '../../operations/batch-journal.js'
import { SharedSync } from '../shared-sync.js'
import type { JournalMedium } from './journal-file.js'
import { journalUnusable } from './journal-errors.js'
import { LINE_END } from './journal-lines.js'
import { decodeJournal, encodeRecord, type JournalRecord } from './journal-records.js'

/** Room that one document needs at most: its intents, a signature of RSA-4096, and the short records. */
export const BYTES_PER_DOCUMENT = 2048

/** What the answer of the card to one intent needs at most, with the short records around it. */
const BYTES_PER_ANSWER = 1024

/**
 * A journal that is open for writing. Its room is there before the first PIN, so that a full disk is found while nothing
 * is paid for yet, and a signature always has a place to go to.
 */
export class WrittenJournal implements OpenJournal {
  readonly head: JournalHead
  readonly entries: readonly JournalEntry[]
  readonly madeAndLost: number
  readonly signatures: readonly Uint8Array[]
  readonly #medium: JournalMedium
  readonly #release: (untouched: boolean) => Promise<void>
  readonly #sync = new SharedSync(() => this.#synchronise())
  #untouched: boolean
  #position: number
  /** Length of the medium: room that is reserved. */
  #room: number
  /** Documents with an intent and without a signature. */
  readonly #awaited = new Set<number>()
  /** Position behind the last record that must be durable before anything is built on it. */
  #weighty: number
  /** Position up to which everything is durable. */
  #durable = 0

  /**
   * @param release - called once, when the journal is closed; told whether anything ever went to the card
   * @throws DecodeError as {@link decodeJournal}
   * @throws HealthCardError `HC_JOURNAL_UNUSABLE` where no room is left
   */
  constructor(medium: JournalMedium, release: (untouched: boolean) => Promise<void>) {
    const bytes = medium.read()
    const { head, entries, madeAndLost, signatures, untouched, end } = decodeJournal(bytes)
    this.head = head
    this.entries = entries
    this.madeAndLost = madeAndLost
    this.signatures = signatures
    this.#medium = medium
    this.#release = release
    this.#untouched = untouched
    this.#position = end
    // What a killed process wrote may not be durable yet.
    this.#weighty = end
    const open = entries.filter(({ state }) => state === 'pending').length
    const room = end + 1 + open * BYTES_PER_DOCUMENT
    this.#room = bytes.length
    this.#reserve(room)
    // What a power cut left of a line must not become the beginning of the next one.
    if (bytes[end - 1] !== LINE_END) this.#write(Uint8Array.of(LINE_END))
  }

  async intend(intents: readonly JournalIntent[]): Promise<void> {
    const lines = intents.map(({ index, toBeSigned }) => {
      this.#awaited.add(index)
      return encodeRecord({ t: 'intent', i: index, tbs: toBase64(toBeSigned) })
    })
    const bytes = concat(...lines)
    // A card that forgets its PIN again and again makes the same intents come again: found full before the card is asked.
    this.#reserve(this.#position + bytes.length + this.#awaited.size * BYTES_PER_ANSWER)
    this.#write(bytes)
    this.#weighty = this.#position
    await this.flush()
  }

  sent(index: number): void {
    this.#untouched = false
    this.#append({ t: 'sent', i: index })
  }

  refused(index: number): void {
    this.#append({ t: 'refused', i: index })
  }

  signed(index: number, signature: Uint8Array): void {
    this.#awaited.delete(index)
    this.#append({ t: 'signed', i: index, sig: toBase64(signature) })
    this.#weighty = this.#position
  }

  done(index: number): void {
    this.#append({ t: 'done', i: index })
  }

  async flush(): Promise<void> {
    if (this.#durable < this.#weighty) await this.#sync.request()
  }

  /**
   * Closes the file. What must last was flushed before; a last sync that fails costs notes that nothing is built on (`done`,
   * `refused`), and must not hide how the batch ended.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#sync.request()
    } catch (error) {
      if (!isHealthCardError(error, 'HC_JOURNAL_UNUSABLE')) throw error
    } finally {
      this.#medium.close()
      await this.#release(this.#untouched)
    }
  }

  async #synchronise(): Promise<void> {
    const upTo = this.#position
    try {
      await this.#medium.sync()
    } catch (cause) {
      throw journalUnusable(cause)
    }
    this.#durable = upTo
  }

  #reserve(length: number): void {
    if (length <= this.#room) return
    this.#writeAt(new Uint8Array(length - this.#room), this.#room)
    this.#room = length
  }

  #append(record: JournalRecord): void {
    this.#write(encodeRecord(record))
  }

  #writeAt(bytes: Uint8Array, position: number): void {
    try {
      this.#medium.write(bytes, position)
    } catch (cause) {
      throw journalUnusable(cause)
    }
  }

  #write(bytes: Uint8Array): void {
    this.#writeAt(bytes, this.#position)
    this.#position += bytes.length
    this.#room = Math.max(this.#room, this.#position)
  }
}
