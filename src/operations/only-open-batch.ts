import { HealthCardError } from '../errors/health-card-error.js'
import type { BatchJournals } from './batch-journal.js'

/**
 * The batch that is meant where a command is given no id: the only one that is not done.
 *
 * @param preferred - where one is in this state, those in another do not count
 * @throws HealthCardError `HC_BATCH_UNKNOWN`, `HC_BATCH_AMBIGUOUS`
 */
export async function onlyOpenBatch(journals: BatchJournals, preferred?: 'incomplete' | 'running'): Promise<string> {
  const open = (await journals.list()).filter(({ state }) => state === 'incomplete' || state === 'running')
  const fitting = open.filter(({ state }) => state === preferred)
  const ids = (fitting.length > 0 ? fitting : open).map(({ id }) => id)
  const [only, ...others] = ids
  if (only === undefined) throw new HealthCardError('HC_BATCH_UNKNOWN', 'no batch is open')
  if (others.length > 0) throw new HealthCardError('HC_BATCH_AMBIGUOUS', 'several batches are open', { known: ids })
  return only
}
