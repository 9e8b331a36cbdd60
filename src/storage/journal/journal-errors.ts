import { DecodeError } from '../../bytes/decode-error.js'
import { HealthCardError } from '../../errors/health-card-error.js'
import { systemCode } from '../file-errors.js'
import { NewerJournal } from './journal-records.js'

/** `HC_JOURNAL_UNUSABLE`, with what the system said, or what is wrong with the file, as its reason. */
export function journalUnusable(cause: unknown): HealthCardError {
  const data = { reason: reasonOf(cause) }
  return new HealthCardError('HC_JOURNAL_UNUSABLE', 'the journal of the batch cannot be used', data, { cause })
}

/** Does something with journals; what the disk refuses, and a journal that is none, become `HC_JOURNAL_UNUSABLE`. */
export async function disk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw reasonOf(cause) === undefined ? cause : journalUnusable(cause)
  }
}

function reasonOf(cause: unknown): string | undefined {
  if (cause instanceof NewerJournal) return 'newer'
  return cause instanceof DecodeError ? 'damaged' : systemCode(cause)
}
