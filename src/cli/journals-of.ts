import type { BatchJournals } from '../operations/batch-journal.js'
import type { CommandContext } from './command-context.js'

/** The journals of all batches, with the retention that the configuration says. */
export function journalsOf({ adapters, settings }: CommandContext): Promise<BatchJournals> {
  return adapters.journals(settings.batchRetentionDays)
}
