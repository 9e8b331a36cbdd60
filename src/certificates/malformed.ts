import { DecodeError } from '../bytes/decode-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { HealthCardError } from '../errors/health-card-error.js'

/**
 * Runs `read` and translates what the DER reader throws into `code`, with `reason` and `offset` (bytes from the start of
 * the input) as data. Everything else passes through.
 *
 * @param what - the thing that was read, for the message: `certificate`, `signature`
 */
export function malformedAs<T>(code: ErrorCode, what: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    const { reason, offset } = cause
    throw new HealthCardError(code, `${what} is malformed: ${reason} at byte ${offset}`, { reason, offset }, { cause })
  }
}
