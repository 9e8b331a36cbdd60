import type { ErrorCode } from '../src/errors/catalogue.js'
import { HealthCardError } from '../src/errors/health-card-error.js'
import { ReaderError, type ReaderErrorCode } from '../simulator/reader/reader-error.js'
import { translatingErrors } from './simulator-errors.js'

const codes: Readonly<Record<ReaderErrorCode, ErrorCode>> = {
  readerGone: 'HC_READER_NONE',
  placeUnusable: 'HC_SIM_READERS_UNUSABLE',
  pcscdMissing: 'HC_SIM_READERS_UNUSABLE',
  pcscdFailed: 'HC_SIM_READERS_UNUSABLE',
  readerUnknown: 'HC_SIM_READERS_UNUSABLE',
  slotTaken: 'HC_SIM_READERS_UNUSABLE',
  scriptInvalid: 'HC_SIM_SCRIPT_INVALID',
  controlFailed: 'HC_SIM_READERS_UNUSABLE',
}

/** Does something with simulated readers; their errors, and those of their cards, become those of the catalogue. */
export async function translatingReaderErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await translatingErrors('sim', work)
  } catch (error) {
    if (!(error instanceof ReaderError)) throw error
    const { code, message, reason, line } = error
    throw new HealthCardError(
      codes[code],
      message,
      { why: reason, ...(line !== undefined && { line }) },
      { cause: error },
    )
  }
}
