import type { BatchJournals, JournalHead } from './batch-journal.js'
import type { BatchLedger } from './batch-ledger.js'
import type { ReadyBatch } from './batch-run.js'
import type { InputDocument } from './documents.js'
import { handledLater } from './handled-later.js'
import { requireNotStopped } from './require-not-stopped.js'
import type { HashedDocument } from './signature-line.js'

/**
 * What a batch can do before its PIN and beside it: the documents are hashed from the beginning on, while the card is
 * opened, the plan shown and the PIN typed. Ends with the batch; who cancels at the PIN prompt does not wait until large
 * documents are hashed.
 */
export class BatchPreparation implements AsyncDisposable {
  readonly #cancel = new AbortController()
  readonly #signal: AbortSignal
  /** In their order, one after the other; the first that fails fails those behind it. */
  readonly #hashed: readonly Promise<HashedDocument>[]
  #ready: Promise<ReadyBatch> | undefined

  /** @param signal - stops the batch */
  constructor(documents: readonly InputDocument[], signal: AbortSignal | undefined) {
    this.#signal = AbortSignal.any([this.#cancel.signal, ...(signal ? [signal] : [])])
    let last: Promise<unknown> = Promise.resolve()
    this.#hashed = documents.map((document, index) => {
      const hashed = handledLater(last.then(() => hash(document, index, this.#signal)))
      last = hashed
      return hashed
    })
  }

  /**
   * Makes the journal as soon as every hash is there.
   *
   * @returns a promise whose rejection is reported where it is awaited: HealthCardError `HC_INPUT_CHANGED`,
   *   `HC_INPUT_UNUSABLE`, `HC_JOURNAL_UNUSABLE`, `HC_STOPPED`
   */
  begin(
    journals: BatchJournals,
    ledger: BatchLedger,
    headOf: (documents: readonly HashedDocument[]) => JournalHead,
  ): Promise<ReadyBatch> {
    const prepare = async (): Promise<ReadyBatch> => {
      const documents: HashedDocument[] = []
      for (const next of this.#hashed) {
        const hashed = await next
        ledger.hashed(hashed.index, hashed.sha256)
        documents.push(hashed)
      }
      requireNotStopped(this.#signal)
      return { journal: await journals.create(headOf(documents)), documents }
    }
    this.#ready = handledLater(prepare())
    return this.#ready
  }

  /** Closes the journal, if one came into being; why none did has been reported by the run. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancel.abort()
    const ready = await this.#ready?.catch(() => undefined)
    await ready?.journal[Symbol.asyncDispose]()
  }
}

async function hash(document: InputDocument, index: number, signal: AbortSignal): Promise<HashedDocument> {
  requireNotStopped(signal)
  return { index, document, sha256: await document.digest(signal) }
}
