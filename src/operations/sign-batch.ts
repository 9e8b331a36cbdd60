import { randomBytes } from 'node:crypto'
import type { CardSession } from '../card/card-session.js'
import { toHex } from '../bytes/hex.js'
import type { Certificate } from '../certificates/certificate.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { readPinState } from '../pin/pin-state.js'
import { verifyPin } from '../pin/verify-pin.js'
import { cadesAttached, cadesDetached } from '../signing/cades.js'
import type { PreparedSignature } from '../signing/prepared-signature.js'
import { BatchLedger } from './batch-ledger.js'
import { planBatch, requirePins } from './batch-plan.js'
import type { BatchObserver, BatchPlan, BatchReport, SignRequest } from './batch-report.js'
import { cardDigestSigner } from './card-digest-signer.js'
import { openCard } from './card-selection.js'
import { readCertificateFiles } from './certificate-files.js'
import { maxWholeFileBytes, type BatchJournal, type DocumentStore, type InputDocument } from './documents.js'
import { deskOf } from './pins.js'
import { SignatureLine, type HashedDocument } from './signature-line.js'
import { findSigningKey, type SigningKey } from './signing-key.js'
import type { Workplace } from './workplace.js'

/** What a batch needs besides card and PIN. */
export interface SigningDesk {
  readonly store: DocumentStore
  readonly journal: BatchJournal
  readonly observer: BatchObserver
  /** Stops the batch after the document in hand. */
  readonly signal?: AbortSignal
}

interface Batch {
  readonly workplace: Workplace
  readonly desk: SigningDesk
  readonly request: SignRequest
  readonly session: CardSession
  readonly signing: SigningKey
  readonly plan: BatchPlan
  readonly ledger: BatchLedger
  readonly documents: readonly InputDocument[]
  readonly chain: readonly Certificate[]
}

/**
 * Signs documents with one PIN entry for as many as the card allows. Everything that can fail is checked before the PIN;
 * the documents are hashed while the person types, and the PIN is sent when all hashes are there.
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
  })
  if (request.attached) refuseTooLarge(documents)
  const chain = await readCertificateFiles(desk.store, request.chain)
  await using card = await openCard(workplace, ['hba', 'smcb'])
  const { session, reader } = card
  const signing = await findSigningKey(session, request, workplace.clock())
  const plan = await planBatch(workplace, session, reader, signing, documents, newBatchId(workplace.clock()))
  const ledger = new BatchLedger(plan, desk.observer)
  desk.observer.planned(plan)
  if (request.dryRun) return ledger.planned()
  requirePins(workplace, plan)
  return await run({ workplace, desk, request, session, signing, plan, ledger, documents, chain })
}

/** What goes into its signature is read whole; found out before the PIN. */
function refuseTooLarge(documents: readonly InputDocument[]): void {
  const found = documents.find(({ sizeBytes }) => sizeBytes > maxWholeFileBytes)
  if (!found) return
  const data = { file: found.input, problem: 'tooLarge' }
  throw new HealthCardError('HC_INPUT_UNUSABLE', `${found.input}: too large to be attached`, data)
}

async function run(batch: Batch): Promise<BatchReport> {
  const { desk, session, signing, plan, ledger, workplace } = batch
  await desk.journal.begin({
    id: plan.batchId,
    iccsn: session.iccsn,
    certificateSha256: plan.certificate.sha256,
    outputs: plan.documents.map(({ output }) => output),
  })
  const error = await signAllAndLock(batch)
  const report = ledger.report()
  await desk.journal.end(report.batch.state === 'done' ? 'done' : 'incomplete')
  workplace.log.info('batch ended', { batch: plan.batchId, key: signing.key.name, signed: report.batch.signed })
  if (error) return ledger.report(partly(error, report))
  return report.batch.state === 'done' ? report : ledger.report(incomplete(report))
}

/** Signs, and takes every security status from the card whatever happened. */
async function signAllAndLock(batch: Batch): Promise<HealthCardError | undefined> {
  try {
    await signAll(batch)
    return undefined
  } catch (error) {
    if (isHealthCardError(error)) return error
    throw error
  } finally {
    await clearSecurityStatus(batch.workplace, batch.session)
  }
}

async function signAll(batch: Batch): Promise<void> {
  const { workplace, desk, session, signing, plan, ledger } = batch
  const signer = await cardDigestSigner(session, signing)
  const hashing = hashAll(batch)
  // Awaited before the PIN is sent; until then a rejection is not unhandled.
  hashing.catch(() => undefined)
  const line = new SignatureLine({
    signer,
    store: desk.store,
    journal: desk.journal,
    ledger,
    force: batch.request.force,
    signal: desk.signal,
  })
  const total = plan.documents.length
  for (let next = 0, entry = 1; next < total; entry++) {
    const end = Math.min(total, next + (plan.signaturesPerEntry ?? total))
    desk.observer.pinEntry({ number: entry, of: Math.max(entry, plan.pinEntries), documents: end - next })
    await verifyPin(session, signing.key.password, deskOf(workplace), hashing)
    ledger.pinEntered()
    const reached = await line.signRange(await hashing, next, end)
    if (reached < end) await requireLostStatus(batch, reached > next)
    next = reached
  }
}

async function hashAll({
  workplace,
  desk,
  request,
  documents,
  signing,
  chain,
  ledger,
}: Batch): Promise<HashedDocument[]> {
  const identity = { certificate: signing.certificate, mechanism: signing.mechanism, chain }
  const detached = cadesDetached(identity)
  const attached = cadesAttached(identity)
  const hashed: HashedDocument[] = []
  for (const [index, document] of documents.entries()) {
    if (desk.signal?.aborted) throw new HealthCardError('HC_STOPPED', 'the batch was stopped')
    const sha256 = await document.digest()
    ledger.hashed(index, sha256)
    const prepare = async (): Promise<PreparedSignature> =>
      request.attached
        ? attached.prepare({ content: await document.content() }, workplace.clock())
        : detached.prepare({ contentDigest: sha256 }, workplace.clock())
    hashed.push({ document, sha256, prepare })
  }
  return hashed
}

/**
 * The card answered 6982 inside a batch. GET PIN STATUS decides: a PIN that is no longer verified is asked for again; one
 * that is, or a card that refuses right after a PIN entry, will never sign with this key.
 */
async function requireLostStatus({ workplace, session, signing }: Batch, someSigned: boolean): Promise<void> {
  const { status } = await readPinState(session, signing.key.password, workplace.memory)
  if (status !== 'verified' && someSigned) return
  throw new HealthCardError('HC_CARD_OPERATION_REFUSED', `the card refuses ${signing.key.name} with a verified PIN`, {
    object: signing.key.name,
    statusWord: '6982',
  })
}

/** Nothing stays unlocked. A card that is gone has lost its status already. */
async function clearSecurityStatus({ log }: Workplace, session: CardSession): Promise<void> {
  try {
    await session.reset()
  } catch (error) {
    if (!isHealthCardError(error, 'HC_CARD_REMOVED', 'HC_READER_NONE')) throw error
    log.warn('card gone before its reset', { code: error.code })
  }
}

const keepTheirName: readonly ErrorCode[] = ['HC_STOPPED', 'HC_CARD_REMOVED', 'HC_READER_NONE', 'HC_CARD_BUSY']

/** An error that left documents signed: the batch is partly done, whatever the reason; losing the card and stopping keep their names. */
function partly(error: HealthCardError, { batch }: BatchReport): HealthCardError {
  if (batch.signed === 0 || keepTheirName.includes(error.code)) return error
  const { signed, total } = batch
  return new HealthCardError(
    'HC_BATCH_INCOMPLETE',
    `${signed} of ${total} documents are signed: ${error.message}`,
    { ...error.data, signed, total, reason: error.code },
    { cause: error },
  )
}

function incomplete({ batch: { signed, total } }: BatchReport): HealthCardError {
  return new HealthCardError('HC_BATCH_INCOMPLETE', `${signed} of ${total} documents are signed`, {
    signed,
    total,
    reason: 'HC_INPUT_CHANGED',
  })
}

/** Sorts by time, and is unique beside others of the same second: `20261121-213009-5fc3a1`. */
function newBatchId(now: Date): string {
  const [day = '', time = ''] = now.toISOString().replace(/[-:]/g, '').split(/[T.]/)
  return `${day}-${time}-${toHex(randomBytes(3))}`
}
