import { errorCatalogue, type ErrorCode, type ErrorFacts } from './catalogue.js'

/** Facts of one failure, safe to show and to log: never document content, never a byte of a secret. */
export type ErrorData = Readonly<Record<string, string | number | boolean | null | readonly string[] | undefined>>

/** The one error class of the product. Callers test `code`; the message is English for developers, without advice. */
export class HealthCardError extends Error {
  override readonly name = 'HealthCardError'
  readonly code: ErrorCode
  readonly data: ErrorData

  /**
   * @param message - what happened, in English, for developers
   * @param data - facts for the texts: `pin`, `triesLeft`, `file`, `statusWord`, `command` and the like
   */
  constructor(code: ErrorCode, message: string, data: ErrorData = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.data = data
  }

  /** Kind, exit code and HTTP status of this code. */
  get facts(): ErrorFacts {
    return errorCatalogue[this.code]
  }
}

/** True for a {@link HealthCardError}, with one of `codes` where any are named. */
export function isHealthCardError(error: unknown, ...codes: readonly ErrorCode[]): error is HealthCardError {
  return error instanceof HealthCardError && (codes.length === 0 || codes.includes(error.code))
}
