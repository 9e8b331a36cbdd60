import type { BatchJournals, BatchSummary } from './batch-journal.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { onlyOpenBatch } from './resume-batch.js'

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
  const wanted = id ?? (await onlyOpenBatch(journals))
  const found = (await journals.list()).find((batch) => batch.id === wanted)
  if (found) return found
  throw new HealthCardError('HC_BATCH_UNKNOWN', `no batch ${wanted}`, { batch: wanted })
}

/**
 * `batch stop`: asks the process that runs the batch to finish the document in hand and end.
 *
 * @param interrupt - sends SIGTERM to a process
 * @returns false where no process runs the batch
 */
export async function stopBatch(
  journals: BatchJournals,
  id: string | undefined,
  interrupt: (pid: number) => void,
): Promise<{ readonly id: string; readonly stopped: boolean }> {
  const wanted = (await batchStatus(journals, id)).id
  const pid = await journals.holder(wanted)
  if (pid !== undefined) interrupt(pid)
  return { id: wanted, stopped: pid !== undefined }
}

/** `batch discard`: forgets a batch. Signatures that it holds and that have no output are gone. */
export async function discardBatch(journals: BatchJournals, id: string): Promise<{ readonly id: string }> {
  await journals.discard(id)
  return { id }
}
