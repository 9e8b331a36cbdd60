import { equalBytes } from '../bytes/equal.js'
import { isHealthCardError } from '../errors/health-card-error.js'
import type { PreparedSignature } from '../signing/prepared-signature.js'
import type { OpenJournal } from './batch-journal.js'
import type { BatchLedger } from './batch-ledger.js'
import type { DocumentStore, InputDocument } from './documents.js'

/** Where a signed document goes. */
export interface Outbox {
  readonly store: DocumentStore
  readonly journal: OpenJournal
  readonly ledger: BatchLedger
}

/** A document of the batch; without `document` where its file is gone. */
export interface DocumentInHand {
  readonly index: number
  readonly document: InputDocument | undefined
  readonly sha256: Uint8Array
}

/**
 * Checks a signature that the card gave and writes its output, once. A document that is no longer what was signed gets
 * none: its signature stays in the journal for the case that the document comes back.
 *
 * @throws HealthCardError `HC_SIGNATURE_INVALID`, `HC_OUTPUT_EXISTS`, `HC_OUTPUT_UNUSABLE`
 */
export async function writeSigned(
  { store, journal, ledger }: Outbox,
  { index, document, sha256 }: DocumentInHand,
  prepared: PreparedSignature,
  signature: Uint8Array,
): Promise<void> {
  const { bytes } = prepared.embed(signature)
  if (!document || (await hasChanged(store, document, sha256))) {
    ledger.markFailed(index, document ? 'HC_INPUT_CHANGED' : 'HC_INPUT_UNUSABLE')
    return
  }
  const { id, force } = journal.head
  await writeOnce(store, document.output, bytes, { force, batchId: id })
  journal.done(index)
  ledger.markSigned(index)
}

/**
 * A file of that name that holds these very bytes is ours, from a run that was ended between rename and note. An empty one
 * is the place that such a run had taken on a file system without hard links, and holds nothing that could be lost.
 */
async function writeOnce(
  store: DocumentStore,
  output: string,
  bytes: Uint8Array,
  options: { readonly force: boolean; readonly batchId: string },
): Promise<void> {
  try {
    await store.write(output, bytes, options)
  } catch (error) {
    if (!isHealthCardError(error, 'HC_OUTPUT_EXISTS')) throw error
    const standing = await contentOf(store, output)
    if (standing?.length === 0) await store.write(output, bytes, { ...options, force: true })
    else if (!standing || !equalBytes(standing, bytes)) throw error
  }
}

/** Undefined for what cannot be read, is no file, or is larger than any signature: it is not ours. */
async function contentOf(store: DocumentStore, output: string): Promise<Uint8Array | undefined> {
  try {
    return await store.read(output)
  } catch (error) {
    if (isHealthCardError(error, 'HC_INPUT_UNUSABLE', 'HC_INPUT_CHANGED')) return undefined
    throw error
  }
}

/** Only its content counts: a backup that touches a document must not cost a signature that was paid for with a PIN. */
async function hasChanged(store: DocumentStore, document: InputDocument, sha256: Uint8Array): Promise<boolean> {
  if (await document.isUnchanged()) return false
  try {
    return !equalBytes(await store.digest(document.input, 'sha256'), sha256)
  } catch (error) {
    if (isHealthCardError(error, 'HC_INPUT_CHANGED', 'HC_INPUT_UNUSABLE')) return true
    throw error
  }
}
