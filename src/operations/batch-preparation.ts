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
  readonly #hashed: Promise<readonly HashedDocument[]>
  #ready: Promise<ReadyBatch> | undefined

  /** @param signal - stops the batch */
  constructor(documents: readonly InputDocument[], signal: AbortSignal | undefined) {
    this.#signal = AbortSignal.any([this.#cancel.signal, ...(signal ? [signal] : [])])
    this.#hashed = handledLater(hashAll(documents, this.#signal))
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
      const documents = await this.#hashed
      for (const { index, sha256 } of documents) ledger.hashed(index, sha256)
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

async function hashAll(documents: readonly InputDocument[], signal: AbortSignal): Promise<readonly HashedDocument[]> {
  const hashed: HashedDocument[] = []
  for (const [index, document] of documents.entries()) {
    requireNotStopped(signal)
    hashed.push({ index, document, sha256: await document.digest(signal) })
  }
  return hashed
}
