import { toHex } from '../bytes/hex.js'
import type { ErrorCode } from '../errors/catalogue.js'
import type { HealthCardError } from '../errors/health-card-error.js'
import type { BatchObserver, BatchPlan, BatchReport, DocumentReport } from './batch-report.js'

/** Keeps account of a batch while it runs: which document has which state, how far it is, how long it will take. */
export class BatchLedger {
  readonly #plan: BatchPlan
  readonly #observer: BatchObserver
  readonly #documents: DocumentReport[]
  #startedAtMs: number | undefined
  #pinEntries = 0

  constructor(plan: BatchPlan, observer: BatchObserver) {
    this.#plan = plan
    this.#observer = observer
    this.#documents = plan.documents.map(({ input, output }) => ({ input, output, sha256: null, state: 'pending' }))
  }

  /** Documents with a signed output. */
  get signed(): number {
    return this.#documents.filter(({ state }) => state === 'signed').length
  }

  hashed(index: number, digest: Uint8Array): void {
    this.#update(index, { sha256: toHex(digest) })
  }

  pinEntered(): void {
    this.#pinEntries++
    // The time that a person takes to type is not the card's time.
    this.#startedAtMs ??= performance.now()
  }

  markSigned(index: number): void {
    this.#update(index, { state: 'signed' })
    this.#report()
  }

  markFailed(index: number, code: ErrorCode): void {
    this.#update(index, { state: 'failed', code })
    this.#report()
  }

  report(error?: HealthCardError): BatchReport {
    const total = this.#documents.length
    const state = this.signed === total ? 'done' : 'incomplete'
    return {
      batch: { id: this.#plan.batchId, state, signed: this.signed, total, pinEntries: this.#pinEntries },
      documents: [...this.#documents],
      plan: this.#plan,
      ...(error && { error }),
    }
  }

  /** The report of a run that ended before the PIN on purpose. */
  planned(): BatchReport {
    const report = this.report()
    return { ...report, batch: { ...report.batch, state: 'planned' } }
  }

  #update(index: number, change: Partial<DocumentReport>): void {
    const document = this.#documents[index]
    if (document) this.#documents[index] = { ...document, ...change }
  }

  #report(): void {
    const done = this.#documents.filter(({ state }) => state !== 'pending').length
    const total = this.#documents.length
    const elapsedMs = performance.now() - (this.#startedAtMs ?? performance.now())
    const secondsLeft = done === 0 ? null : Math.round(((elapsedMs / done) * (total - done)) / 1000)
    this.#observer.progress({ done, total, secondsLeft })
  }
}
