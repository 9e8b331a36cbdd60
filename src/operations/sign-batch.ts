import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { toHex } from '../bytes/hex.js'
import type { Certificate } from '../certificates/certificate.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { BatchJournals, JournalHead } from './batch-journal.js'
import { BatchLedger } from './batch-ledger.js'
import { planBatch, requirePins } from './batch-plan.js'
import { BatchPreparation } from './batch-preparation.js'
import type { BatchObserver, BatchPlan, BatchReport, SignRequest } from './batch-report.js'
import { runBatch } from './batch-run.js'
import { openCard, signingKinds } from './card-selection.js'
import type { SigningKey } from './card.js'
import { readCertificateFiles } from './certificate-files.js'
import { maxWholeFileBytes, type DocumentStore, type InputDocument } from './documents.js'
import type { HashedDocument } from './signature-line.js'
import { documentFormat } from './signing-format.js'
import { findSigningKey } from './signing-key.js'
import type { Workplace } from './workplace.js'

/** What a batch needs besides card and PIN. */
export interface SigningDesk {
  readonly store: DocumentStore
  readonly journals: BatchJournals
  readonly observer: BatchObserver
  /** Stops the batch after the document in hand. */
  readonly signal?: AbortSignal
}

/**
 * Signs documents with one PIN entry for as many as the card allows. Everything that can fail is checked before the PIN;
 * the documents are hashed meanwhile, and the PIN is sent when every hash and the journal are there.
 *
 * @returns the report; with `error` where the batch did not come to its end
 * @throws HealthCardError what the checks before the first PIN entry find; nothing is signed then
 */
export async function signBatch(workplace: Workplace, desk: SigningDesk, request: SignRequest): Promise<BatchReport> {
  const documents = await desk.store.collect(request.inputs, {
    outputFolder: request.outputFolder,
    suffix: request.attached ? '.p7m' : '.p7s',
    recursive: request.recursive,
    force: request.force,
    attached: request.attached,
  })
  if (request.attached) refuseTooLarge(documents)
  const chain = await readCertificateFiles(desk.store, request.chain)
  await using preparation = request.dryRun ? undefined : new BatchPreparation(documents, desk.signal)
  await using opened = await openCard(workplace, signingKinds)
  const { card, reader } = opened
  const signing = await findSigningKey(card, request, workplace.clock())
  const plan = await planBatch(workplace, card, reader, signing, documents, newBatchId(workplace.clock()))
  const ledger = new BatchLedger(plan.batchId, documents.map(unsigned), desk.observer)
  desk.observer.planned(plan)
  if (!preparation) return planned(ledger.report(plan))
  requirePins(card, workplace, plan)
  const ready = preparation.begin(desk.journals, ledger, (hashed) =>
    journalHead(workplace, request, plan, signing, chain, hashed),
  )
  const format = documentFormat({ ...signing, chain, attached: request.attached })
  const { store, observer, signal } = desk
  return await runBatch({ workplace, card, signing, plan, ledger, format, store, observer, signal, ready })
}

function journalHead(
  { clock }: Workplace,
  { attached, force }: SignRequest,
  { batchId, card }: BatchPlan,
  { key, mechanism, certificate }: SigningKey,
  chain: readonly Certificate[],
  documents: readonly HashedDocument[],
): JournalHead {
  return {
    id: batchId,
    startedAt: clock().toISOString(),
    card,
    key: key.name,
    mechanism,
    attached,
    force,
    certificate: certificate.der,
    chain: chain.map(({ der }) => der),
    documents: documents.map(({ document: { input, output, sizeBytes }, sha256 }) => ({
      input: resolve(input),
      output: resolve(output),
      sizeBytes,
      sha256: toHex(sha256),
    })),
  }
}

/** What goes into its signature is read whole; found out before the PIN. */
function refuseTooLarge(documents: readonly InputDocument[]): void {
  const found = documents.find(({ sizeBytes }) => sizeBytes > maxWholeFileBytes)
  if (!found) return
  const data = { file: found.input, problem: 'tooLarge' }
  throw new HealthCardError('HC_INPUT_UNUSABLE', `${found.input}: too large to be attached`, data)
}

function unsigned({ input, output }: InputDocument): { input: string; output: string; sha256: null; state: 'pending' } {
  return { input, output, sha256: null, state: 'pending' }
}

/** The report of a run that ended before the PIN on purpose. */
function planned(report: BatchReport): BatchReport {
  return { ...report, batch: { ...report.batch, state: 'planned' } }
}

/** Sorts by time, and is unique beside others of the same second: `20261121-213009-5fc3a1`. */
function newBatchId(now: Date): string {
  const [day = '', time = ''] = now.toISOString().replace(/[-:]/g, '').split(/[T.]/)
  return `${day}-${time}-${toHex(randomBytes(3))}`
}
