import type { HealthCardError } from '../errors/health-card-error.js'

/** What a command hands back. */
export interface Outcome {
  /** The object for programs, without `schemaVersion` and `error`. */
  readonly json: object
  /** The data for people, ending with a line feed; made only if it is shown. */
  readonly text?: () => string
  /** Data that is no text, for standard output as it is: a certificate in DER. */
  readonly bytes?: Uint8Array
  /** The command did not come to its end; what is done stands in the other fields. */
  readonly error?: HealthCardError
  /** Exit code of a command that came to its end and whose answer is not good: of the doctor and of `conformance`. */
  readonly exit?: 1
}
