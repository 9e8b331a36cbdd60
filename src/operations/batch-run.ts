import type { ErrorCode } from '../errors/catalogue.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { readPinState } from '../pin/pin-state.js'
import { verifyPin } from '../pin/verify-pin.js'
import type { OpenJournal } from './batch-journal.js'
import type { BatchLedger } from './batch-ledger.js'
import type { BatchObserver, BatchPlan, BatchReport } from './batch-report.js'
import { requirePins } from './batch-plan.js'
import type { Card, SigningKey } from './card.js'
import type { DocumentStore } from './documents.js'
import { deskOf } from './pins.js'
import { requireNotStopped } from './require-not-stopped.js'
import { SignatureLine, type HashedDocument } from './signature-line.js'
import type { DocumentFormat } from './signing-format.js'
import { requireSameCertificate } from './signing-key.js'
import type { Workplace } from './workplace.js'

/** What must be there before a PIN may be spent: every hash, and a journal that lasts. */
export interface ReadyBatch {
  readonly journal: OpenJournal
  readonly documents: readonly HashedDocument[]
}

/** A batch whose card, key and plan are settled. */
export interface BatchRun {
  readonly workplace: Workplace
  readonly card: Card
  readonly signing: SigningKey
  readonly plan: BatchPlan
  readonly ledger: BatchLedger
  readonly format: DocumentFormat
  readonly store: DocumentStore
  readonly observer: BatchObserver
  readonly signal: AbortSignal | undefined
  /** Goes on while the person types the PIN, which is sent when it has resolved. */
  readonly ready: Promise<ReadyBatch>
}

/**
 * Signs what is left of a batch. Nobody else can use the card from a PIN entry to the last signature that it covers, and
 * it is reset then, whatever happened.
 *
 * @returns the report; with `error` where the batch did not come to its end
 */
export async function runBatch(run: BatchRun): Promise<BatchReport> {
  const progress = { plan: run.plan }
  const error = await signAndCatch(run, progress)
  const { ledger, workplace } = run
  const { plan } = progress
  const report = ledger.report(plan)
  workplace.log.info('batch ended', { batch: plan.batchId, key: plan.key, signed: report.batch.signed })
  return ledger.report(plan, batchError(error, report))
}

/** The plan as it stands: a token tells some things only after the first PIN entry. */
interface Progress {
  plan: BatchPlan
}

async function signAndCatch(run: BatchRun, progress: Progress): Promise<HealthCardError | undefined> {
  try {
    await signAll(run, progress)
    return undefined
  } catch (error) {
    if (isHealthCardError(error)) return error
    throw error
  }
}

async function signAll(run: BatchRun, progress: Progress): Promise<void> {
  const { workplace, card, signing, ledger, ready } = run
  const signer = card.signer(signing)
  const total = run.plan.documents.length
  const endOf = (start: number): number => Math.min(total, start + (progress.plan.signaturesPerEntry ?? total))
  let line: SignatureLine | undefined
  for (let next = 0, entry = 1; next < total; entry++) {
    // Nobody is asked for a PIN, and none is taken from a stream, for a batch that is to end.
    requireNotStopped(run.signal)
    run.observer.pinEntry({
      number: entry,
      of: Math.max(entry, progress.plan.pinEntries),
      documents: endOf(next) - next,
      left: ledger.pending.length,
      total: ledger.total,
    })
    await using _ = await verifyPin(card.pins, signing.key.password, deskOf(workplace), ready, async () => {
      await requireSameCertificate(card, signing)
      await card.selectKey(signing)
    })
    ledger.pinEntered()
    if (entry === 1) adjustPlan(run, progress)
    const { journal, documents } = await ready
    line ??= new SignatureLine({ ...run, signer, journal, clock: workplace.clock })
    const end = endOf(next)
    const signed = await line.sign(documents.slice(next, end))
    if (next + signed < end) await requireLostStatus(run, signed > 0)
    next += signed
  }
}

/**
 * A key that wants the PIN for each signature may say so only when it can be seen, which is after the first entry. The person
 * learns it before anything is signed, and a batch whose entries would not be enough ends here.
 */
function adjustPlan({ workplace, card, signing, observer }: BatchRun, progress: Progress): void {
  const found = card.limitFound?.(signing.key) ?? null
  const { plan } = progress
  if (found === null || found === plan.signaturesPerEntry) return
  const pinEntries = Math.ceil(plan.documents.length / found)
  progress.plan = { ...plan, signaturesPerEntry: found, pinEntries }
  observer.moreEntries({ signaturesPerEntry: found, pinEntries })
  if (pinEntries > 1) requirePins(card, workplace, { pin: plan.pin, pinEntries: pinEntries - 1 })
}

/**
 * The card answered 6982 inside a batch. GET PIN STATUS decides: a PIN that is no longer verified is asked for again; one
 * that is, or a card that refuses right after a PIN entry, will never sign with this key.
 */
async function requireLostStatus({ workplace, card, signing }: BatchRun, someSigned: boolean): Promise<void> {
  const { status } = await readPinState(card.pins, signing.key.password, workplace.memory)
  if (status !== 'verified' && someSigned) return
  throw new HealthCardError('HC_CARD_OPERATION_REFUSED', `the card refuses ${signing.key.name} with a verified PIN`, {
    object: signing.key.name,
    statusWord: '6982',
  })
}

/** These keep their name also where some documents are signed: they say what to do next better than a count does. */
const keepTheirName: readonly ErrorCode[] = [
  'HC_STOPPED',
  'HC_CARD_REMOVED',
  'HC_CARD_SILENT',
  'HC_READER_NONE',
  'HC_CARD_BUSY',
]

/** The error of a batch that is not done: its own, or that it is partly done, with the reason. */
export function batchError(error: HealthCardError | undefined, report: BatchReport): HealthCardError | undefined {
  const { state, signed, total } = report.batch
  if (error && (signed === 0 || keepTheirName.includes(error.code) || isStorageError(error))) return error
  if (!error && state === 'done') return undefined
  const reason = error?.code ?? report.documents.find(({ code }) => code !== undefined)?.code
  return new HealthCardError(
    'HC_BATCH_INCOMPLETE',
    `${signed} of ${total} documents are signed${error ? `: ${error.message}` : ''}`,
    { ...error?.data, signed, total, reason },
    { cause: error },
  )
}

/** No space is no space (exit 3), however many documents stand already. */
function isStorageError(error: HealthCardError): boolean {
  return isHealthCardError(error, 'HC_OUTPUT_UNUSABLE', 'HC_JOURNAL_UNUSABLE')
}
