import { toHex } from '../bytes/hex.js'
import type { ErrorCode } from '../errors/catalogue.js'
import type { HealthCardError } from '../errors/health-card-error.js'
import type { BatchObserver, BatchPlan, BatchReport, DocumentReport } from './batch-report.js'

/** Keeps account of a batch while it runs: which document has which state, how far it is, how long it will take. */
export class BatchLedger {
  readonly #batchId: string
  readonly #observer: Pick<BatchObserver, 'progress'>
  readonly #documents: DocumentReport[]
  #startedAtMs: number | undefined
  #settled: number
  #settledBefore = 0
  #pinEntries = 0
  #madeAndLost = 0

  /** @param documents - with the states of earlier runs */
  constructor(batchId: string, documents: readonly DocumentReport[], observer: Pick<BatchObserver, 'progress'>) {
    this.#batchId = batchId
    this.#documents = [...documents]
    this.#observer = observer
    this.#settled = documents.length - this.pending.length
  }

  /** Documents that have neither output nor verdict. */
  get pending(): readonly number[] {
    return this.#documents.flatMap(({ state }, index) => (state === 'pending' ? [index] : []))
  }

  get total(): number {
    return this.#documents.length
  }

  hashed(index: number, digest: Uint8Array): void {
    this.#update(index, { sha256: toHex(digest) })
  }

  pinEntered(): void {
    this.#pinEntries++
    if (this.#startedAtMs !== undefined) return
    // The time that a person takes to type is not the card's time.
    this.#startedAtMs = performance.now()
    this.#settledBefore = this.#settled
  }

  /** Counts signatures whose answer was lost: those of earlier runs, and those of this one. */
  lost(count: number): void {
    this.#madeAndLost += count
  }

  markSigned(index: number): void {
    this.#settle(index, { state: 'signed' })
  }

  markFailed(index: number, code: ErrorCode): void {
    this.#settle(index, { state: 'failed', code })
  }

  report(plan: BatchPlan | undefined, error?: HealthCardError): BatchReport {
    const total = this.#documents.length
    const signed = this.#documents.filter(({ state }) => state === 'signed').length
    return {
      batch: {
        id: this.#batchId,
        state: signed === total ? 'done' : 'incomplete',
        signed,
        total,
        pinEntries: this.#pinEntries,
        madeAndLost: this.#madeAndLost,
      },
      documents: [...this.#documents],
      ...(plan && { plan }),
      ...(error && { error }),
    }
  }

  #update(index: number, change: Partial<DocumentReport>): void {
    const document = this.#documents[index]
    if (document) this.#documents[index] = { ...document, ...change }
  }

  #settle(index: number, change: Partial<DocumentReport>): void {
    if (this.#documents[index]?.state === 'pending') this.#settled++
    this.#update(index, change)
    this.#report()
  }

  #report(): void {
    const done = this.#settled
    const total = this.#documents.length
    const ofThisRun = done - this.#settledBefore
    const elapsedMs = performance.now() - (this.#startedAtMs ?? performance.now())
    const secondsLeft = ofThisRun > 0 ? Math.round(((elapsedMs / ofThisRun) * (total - done)) / 1000) : null
    this.#observer.progress({ done, total, secondsLeft })
  }
}
