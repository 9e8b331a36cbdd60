import type { ErrorCode } from '../errors/catalogue.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { ReaderState } from './pcsc-backend.js'
import { isLost, type PcscError, type PcscErrorCode } from './pcsc-error.js'

/** Why there is no reader, for the text of `HC_READER_NONE`. */
export type ReaderProblem = 'serviceMissing' | 'unplugged' | 'moduleMissing' | 'denied'

interface Meaning {
  readonly code: ErrorCode
  readonly problem?: ReaderProblem
}

const service: Meaning = { code: 'HC_READER_NONE', problem: 'serviceMissing' }
const denied: Meaning = { code: 'HC_READER_NONE', problem: 'denied' }
const unplugged: Meaning = { code: 'HC_READER_NONE', problem: 'unplugged' }
const removed: Meaning = { code: 'HC_CARD_REMOVED' }
const silent: Meaning = { code: 'HC_CARD_SILENT' }

/** What a failure means for whoever works with a card. */
const meanings: Readonly<Record<PcscErrorCode, Meaning>> = {
  moduleMissing: { code: 'HC_READER_NONE', problem: 'moduleMissing' },
  noService: service,
  serviceStopped: service,
  communicationError: service,
  systemCancelled: service,
  invalidHandle: service,
  cancelled: service,
  noReaders: unplugged,
  unknownReader: unplugged,
  readerUnavailable: unplugged,
  noCard: { code: 'HC_CARD_NONE' },
  removedCard: removed,
  unpoweredCard: removed,
  resetCard: removed,
  notTransacted: removed,
  other: removed,
  silent,
  timeout: silent,
  notReady: silent,
  unresponsiveCard: silent,
  sharingViolation: { code: 'HC_CARD_BUSY' },
  securityViolation: denied,
  denied,
  unsupportedCard: { code: 'HC_CARD_KIND_WRONG' },
  protocolMismatch: { code: 'HC_CARD_KIND_WRONG' },
  unsupportedFeature: { code: 'HC_CARD_OPERATION_REFUSED' },
  insufficientBuffer: { code: 'HC_CARD_OPERATION_REFUSED' },
  invalidParameter: { code: 'HC_CARD_OPERATION_REFUSED' },
  stopped: { code: 'HC_STOPPED' },
}

/**
 * A failure of PC/SC as an error of the catalogue.
 *
 * @param reader - undefined: it is about all of them
 * @param state - the reader after the failure; undefined: it is not there any more. A driver tells the end of a card and
 *   that of its reader by the same number.
 */
export function cardFailure(
  error: PcscError,
  reader: string | undefined,
  state?: ReaderState | 'notAsked',
): HealthCardError {
  const readerGone = isLost(error) && state !== 'notAsked' && (state === undefined || state.card === 'unknown')
  const { code, problem } = readerGone ? unplugged : meanings[error.code]
  const data = { reader, pcsc: error.code, ...(problem && { problem }) }
  return new HealthCardError(code, `${reader ?? 'PC/SC'}: ${error.message}`, data, { cause: error })
}
