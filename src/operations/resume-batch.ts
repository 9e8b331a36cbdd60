import { fromHex } from '../bytes/hex.js'
import { equalBytes } from '../bytes/equal.js'
import type { Certificate } from '../certificates/certificate.js'
import { parseCertificate } from '../certificates/parse-certificate.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type { JournalEntry, JournalHead, OpenJournal } from './batch-journal.js'
import { BatchLedger } from './batch-ledger.js'
import { planBatch, requirePins } from './batch-plan.js'
import type { BatchReport, DocumentReport } from './batch-report.js'
import { batchError, runBatch } from './batch-run.js'
import { openCard, signingKinds } from './card-selection.js'
import type { InputDocument } from './documents.js'
import { FreshNonces } from './fresh-nonces.js'
import { onlyOpenBatch } from './only-open-batch.js'
import { requireNotStopped } from './require-not-stopped.js'
import type { SigningDesk } from './sign-batch.js'
import type { HashedDocument } from './signature-line.js'
import { findSigningKey, mechanismChoice } from './signing-key.js'
import { documentFormat, type DocumentFormat } from './signing-format.js'
import type { Workplace } from './workplace.js'
import { writeSigned } from './write-signed.js'

interface Resumption {
  readonly desk: SigningDesk
  readonly journal: OpenJournal
  readonly certificate: Certificate
  readonly chain: readonly Certificate[]
  readonly format: DocumentFormat
  readonly ledger: BatchLedger
  readonly documents: readonly (InputDocument | undefined)[]
}

/**
 * Takes up a batch where it stopped. Signatures that the card has given already are written without a card and without a
 * PIN; only for the rest the plan is shown again and a PIN asked for. Takes the same card, certificate, format and file
 * contents as before, and nothing else.
 *
 * @param id - undefined: the only one that is open
 * @returns the report; with `error` where the batch did not come to its end, also where a check before the PIN failed
 * @throws HealthCardError `HC_BATCH_UNKNOWN`, `HC_BATCH_AMBIGUOUS`, `HC_BATCH_RUNNING`, `HC_JOURNAL_UNUSABLE`,
 *   `HC_OUTPUT_UNUSABLE`; `HC_SIGNATURE_INVALID` where the card used a nonce twice
 */
export async function resumeBatch(
  workplace: Workplace,
  desk: SigningDesk,
  id: string | undefined,
): Promise<BatchReport> {
  await using journal = await desk.journals.open(id ?? (await onlyOpenBatch(desk.journals, 'incomplete')))
  const { head } = journal
  const certificate = parseCertificate(head.certificate)
  const chain = head.chain.map(parseCertificate)
  const { mechanism, attached } = head
  const format = documentFormat({ certificate, mechanism, chain, attached })
  const ledger = new BatchLedger(head.id, head.documents.map(reportOf(journal.entries)), desk.observer)
  await desk.store.sweep(
    head.id,
    head.documents.map(({ output }) => output),
  )
  const documents = await desk.store.recollect(head.documents)
  new FreshNonces(mechanism).require(...journal.signatures)
  ledger.lost(journal.madeAndLost)
  return await finish(workplace, { desk, journal, certificate, chain, format, ledger, documents })
}

/** What is written is written: also where the rest cannot be signed now, the report says how each document stands. */
async function finish(workplace: Workplace, resumption: Resumption): Promise<BatchReport> {
  const { ledger } = resumption
  try {
    ledger.lost(await writePaid(resumption))
    const rest = await usableRest(resumption)
    if (rest.length > 0) return await signRest(workplace, resumption, rest)
    const report = ledger.report(undefined)
    return ledger.report(undefined, batchError(undefined, report))
  } catch (error) {
    if (isHealthCardError(error)) return ledger.report(undefined, error)
    throw error
  }
}

function reportOf(entries: readonly JournalEntry[]) {
  return ({ input, output, sha256 }: JournalHead['documents'][number], index: number): DocumentReport => ({
    input,
    output,
    sha256,
    state: entries[index]?.state === 'done' ? 'signed' : 'pending',
  })
}

/**
 * Writes what the card has signed and nobody has written yet.
 *
 * @returns how many signatures are none, and have to be made again
 */
async function writePaid({ desk, journal, format, ledger, documents }: Resumption): Promise<number> {
  const outbox = { store: desk.store, journal, ledger }
  let invalid = 0
  // The run that was killed may not have made them durable; an output must not outlive the note of its signature.
  await journal.flush()
  for (const [index, entry] of journal.entries.entries()) {
    if (entry.state !== 'signed') continue
    requireNotStopped(desk.signal)
    const sha256 = hashOf(journal.head, index)
    const document = documents[index]
    try {
      const prepared = await format.restore(document, sha256, entry.toBeSigned)
      await writeSigned(outbox, { index, document, sha256 }, prepared, entry.signature)
    } catch (error) {
      if (isHealthCardError(error, 'HC_INPUT_UNUSABLE', 'HC_INPUT_CHANGED')) {
        // An attached signature needs the document as it was; this one waits for it, the others do not.
        ledger.markFailed(index, document ? error.code : 'HC_INPUT_UNUSABLE')
      } else if (isHealthCardError(error, 'HC_OUTPUT_EXISTS')) {
        // Somebody else's file: it stays, and the signature waits in the journal for its place.
        ledger.markFailed(index, error.code)
      } else if (isHealthCardError(error, 'HC_SIGNATURE_INVALID')) invalid++
      else throw error
    }
  }
  return invalid
}

/**
 * The documents that still need a signature, if they are what they were and their outputs have a place; the others are
 * reported and left out, before a signature is paid for.
 */
async function usableRest({ desk, journal, ledger, documents }: Resumption): Promise<HashedDocument[]> {
  const rest: HashedDocument[] = []
  for (const index of ledger.pending) {
    requireNotStopped(desk.signal)
    const document = documents[index]
    const sha256 = hashOf(journal.head, index)
    const unusable = document ? await unusableBecause(desk, journal.head, document, sha256) : 'HC_INPUT_UNUSABLE'
    if (unusable) ledger.markFailed(index, unusable)
    else if (document) rest.push({ index, document, sha256 })
  }
  return rest
}

async function unusableBecause(
  { store, signal }: SigningDesk,
  { force }: JournalHead,
  document: InputDocument,
  sha256: Uint8Array,
): Promise<ErrorCode | undefined> {
  try {
    if (!equalBytes(await document.digest(signal), sha256)) return 'HC_INPUT_CHANGED'
    await store.checkOutput(document.output, { force })
    return undefined
  } catch (error) {
    if (isHealthCardError(error, 'HC_INPUT_UNUSABLE', 'HC_INPUT_CHANGED', 'HC_OUTPUT_EXISTS')) return error.code
    throw error
  }
}

async function signRest(
  workplace: Workplace,
  { desk, journal, certificate, format, ledger }: Resumption,
  rest: readonly HashedDocument[],
): Promise<BatchReport> {
  const { head } = journal
  await using opened = await openCard({ ...workplace, card: head.card.iccsn }, signingKinds)
  const { card, reader } = opened
  const choice = { key: head.key, mechanism: mechanismChoice(head.mechanism), allowExpired: true }
  const signing = await findSigningKey(card, choice, workplace.clock())
  if (signing.certificate.fingerprint !== certificate.fingerprint) {
    throw new HealthCardError('HC_CERT_KEY_MISMATCH', 'the card has another certificate than the batch', {
      object: head.key,
    })
  }
  const inputs = rest.map(({ document }) => document)
  const plan = await planBatch(workplace, card, reader, signing, inputs, head.id)
  desk.observer.planned(plan)
  requirePins(card, workplace, plan)
  const ready = Promise.resolve({ journal, documents: rest })
  const { store, observer, signal } = desk
  return await runBatch({ workplace, card, signing, plan, ledger, format, store, observer, signal, ready })
}

function hashOf({ documents }: JournalHead, index: number): Uint8Array {
  return fromHex(documents[index]?.sha256 ?? '')
}
