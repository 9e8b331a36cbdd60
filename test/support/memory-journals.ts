import { concat } from '../../src/bytes/concat.js'
import { HealthCardError } from '../../src/errors/health-card-error.js'
import type { BatchJournals, BatchSummary, JournalHead, OpenJournal } from '../../src/operations/batch-journal.js'
import type { JournalMedium } from '../../src/storage/journal/journal-file.js'
import { decodeJournal, encodeHead } from '../../src/storage/journal/journal-records.js'
import { WrittenJournal } from '../../src/storage/journal/written-journal.js'

/** A journal's bytes in memory. */
export class MemoryMedium implements JournalMedium {
  bytes: Uint8Array
  /** Called before each write and each sync; what it throws is the disk's refusal. */
  refuse: ((step: 'write' | 'sync') => void) | undefined
  syncs = 0
  closed = false

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  read(): Uint8Array {
    return this.bytes.slice()
  }

  write(bytes: Uint8Array, position: number): void {
    this.refuse?.('write')
    if (this.closed) throw new Error('written after it was closed')
    const missing = position + bytes.length - this.bytes.length
    if (missing > 0) this.bytes = concat(this.bytes, new Uint8Array(missing))
    this.bytes.set(bytes, position)
  }

  sync(): Promise<void> {
    this.refuse?.('sync')
    this.syncs++
    return Promise.resolve()
  }

  close(): void {
    this.closed = true
  }
}

/** The real journal, record by record, over memory; files and locks are tested with `src/storage/journal`. */
export class MemoryJournals implements BatchJournals {
  readonly media = new Map<string, MemoryMedium>()
  /** Called before each write and each sync of a journal. */
  refuse: MemoryMedium['refuse']

  create(head: JournalHead): Promise<OpenJournal> {
    return Promise.resolve(this.#open(head.id, encodeHead(head), true))
  }

  open(id: string): Promise<OpenJournal> {
    return Promise.resolve(this.#open(id, this.#bytesOf(id), false))
  }

  list(): Promise<readonly BatchSummary[]> {
    return Promise.resolve([...this.media.keys()].map((id) => this.#summary(id)))
  }

  holder(id: string): Promise<number | undefined> {
    return Promise.resolve(this.media.get(id)?.closed === false ? process.pid : undefined)
  }

  discard(id: string): Promise<void> {
    this.#bytesOf(id)
    this.media.delete(id)
    return Promise.resolve()
  }

  #open(id: string, bytes: Uint8Array, isNew: boolean): OpenJournal {
    const medium = new MemoryMedium(bytes)
    medium.refuse = this.refuse
    this.media.set(id, medium)
    return new WrittenJournal(medium, (untouched) => {
      if (isNew && untouched) this.media.delete(id)
      return Promise.resolve()
    })
  }

  #bytesOf(id: string): Uint8Array {
    const medium = this.media.get(id)
    if (medium) return medium.bytes
    throw new HealthCardError('HC_BATCH_UNKNOWN', `no batch ${id}`, { batch: id })
  }

  #summary(id: string): BatchSummary {
    const { head, entries, madeAndLost } = decodeJournal(this.#bytesOf(id))
    const count = (state: string): number => entries.filter((entry) => entry.state === state).length
    const [total, done, signed] = [entries.length, count('done'), count('signed')]
    const running = this.media.get(id)?.closed === false
    const state = running ? 'running' : done === total ? 'done' : 'incomplete'
    return { id, startedAt: head.startedAt, state, total, done, signed, madeAndLost, card: head.card }
  }
}
