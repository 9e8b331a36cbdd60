import type { BatchJournals, BatchSummary } from './batch-journal.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type { DocumentStore } from './documents.js'
import { onlyOpenBatch } from './only-open-batch.js'

export type { BatchSummary } from './batch-journal.js'

/** `batch list`: oldest first, the finished ones on request. */
export async function listBatches(
  journals: BatchJournals,
  all: boolean,
): Promise<{ readonly batches: readonly BatchSummary[] }> {
  const batches = await journals.list()
  return { batches: all ? batches : batches.filter(({ state }) => state !== 'done') }
}

/** `batch status`: one batch; without an id the only open one. */
export async function batchStatus(journals: BatchJournals, id: string | undefined): Promise<BatchSummary> {
  return await summaryOf(journals, id ?? (await onlyOpenBatch(journals)))
}

async function summaryOf(journals: BatchJournals, wanted: string): Promise<BatchSummary> {
  const found = (await journals.list()).find((batch) => batch.id === wanted)
  if (found) return found
  throw new HealthCardError('HC_BATCH_UNKNOWN', `no batch ${wanted}`, { batch: wanted })
}

/**
 * `batch stop`: asks the process that runs the batch to finish the document in hand and end.
 *
 * @param interrupt - sends SIGTERM to a process; false where there is no such process any more
 * @returns `stopped`: false where no process runs the batch
 * @throws HealthCardError `HC_BATCH_UNKNOWN`, `HC_BATCH_AMBIGUOUS`, `HC_BATCH_RUNNING` where the process does not answer
 */
export async function stopBatch(
  journals: BatchJournals,
  id: string | undefined,
  interrupt: (pid: number) => boolean,
): Promise<{ readonly id: string; readonly stopped: boolean }> {
  const wanted = (await summaryOf(journals, id ?? (await onlyOpenBatch(journals, 'running')))).id
  const pid = await journals.holder(wanted)
  if (pid === undefined) return { id: wanted, stopped: false }
  if (pid === 'unknown')
    throw new HealthCardError('HC_BATCH_RUNNING', `who runs ${wanted} is silent`, { batch: wanted })
  return { id: wanted, stopped: interrupt(pid) }
}

/** What is forgotten with a batch. */
export interface DiscardedBatch {
  readonly id: string
  /** Signatures that were paid for with a PIN and never had an output: they are gone. */
  readonly signed: number
}

/**
 * `batch discard`: forgets a batch, and removes what it left beside its outputs when it was ended by force. Signatures
 * that it holds and that have no output are gone.
 *
 * @throws HealthCardError `HC_BATCH_UNKNOWN`, `HC_BATCH_RUNNING`
 */
export async function discardBatch(
  journals: BatchJournals,
  store: Pick<DocumentStore, 'sweep'>,
  id: string,
): Promise<DiscardedBatch> {
  const { signed } = await summaryOf(journals, id)
  await sweepOutputs(journals, store, id)
  await journals.discard(id)
  return { id, signed }
}

async function sweepOutputs(journals: BatchJournals, store: Pick<DocumentStore, 'sweep'>, id: string): Promise<void> {
  try {
    await using journal = await journals.open(id)
    const outputs = journal.head.documents.map(({ output }) => output)
    await store.sweep(id, outputs)
  } catch (error) {
    // A damaged journal names no outputs, and a folder that cannot be read does not keep its batch in the list.
    if (!isHealthCardError(error, 'HC_JOURNAL_UNUSABLE', 'HC_OUTPUT_UNUSABLE')) throw error
  }
}
