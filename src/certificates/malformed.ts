import { DecodeError } from '../bytes/decode-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'

/**
 * Runs `read` and translates what the DER reader throws into `code`, with `reason` and `offset` (bytes from the start of
 * the input) as data. A {@link HealthCardError} of another code that stems from a part, such as a certificate inside a
 * signature, is translated too; a defect of the program passes through.
 *
 * @param what - the thing that was read, for the message: `certificate`, `signature`
 */
export function malformedAs<T>(code: ErrorCode, what: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof DecodeError) {
      const { reason, offset } = cause
      throw new HealthCardError(
        code,
        `${what} is malformed: ${reason} at byte ${offset}`,
        { reason, offset },
        { cause },
      )
    }
    if (isHealthCardError(cause) && cause.code !== code) {
      throw new HealthCardError(code, `${what} is malformed: ${cause.message}`, cause.data, { cause })
    }
    throw cause
  }
}
