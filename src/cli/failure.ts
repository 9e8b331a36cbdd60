import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { spoken } from './messages/error-text.js'
import type { Texts } from './messages/texts.js'
import { withoutLongNumbers } from './printable.js'

/** The `error` object of JSON answers. */
export interface FailureJson {
  readonly code: string
  readonly exit: number
  /** Attempts left; null where the card does not tell; absent where it is not about attempts. */
  readonly triesLeft?: number | null
  /** Code of what kept a batch from its end. */
  readonly reason?: string
  readonly message: string
  readonly next: string
}

/**
 * Any error as one of the catalogue. Of an unexpected one only its kind is told: its message may hold anything.
 */
export function asHealthCardError(error: unknown): HealthCardError {
  if (isHealthCardError(error)) return error
  const fault = error instanceof Error ? error.name : typeof error
  return new HealthCardError('HC_INTERNAL', `unexpected ${fault}`, { fault }, { cause: error })
}

/** For programs. */
export function failureJson(error: HealthCardError, { errors }: Texts): FailureJson {
  const { code, data, facts } = error
  const { triesLeft, reason } = data
  const text = errors[code]
  return {
    code,
    exit: facts.exit,
    ...((typeof triesLeft === 'number' || triesLeft === null) && { triesLeft }),
    ...(code === 'HC_BATCH_INCOMPLETE' && typeof reason === 'string' && { reason }),
    message: spoken(text.happened, data),
    next: spoken(text.next, data),
  }
}

/** For people: what happened and what to do next. */
export function failureText(error: HealthCardError, { errors, words }: Texts): string {
  const { code, data } = error
  const text = errors[code]
  return `${words.error}: ${spoken(text.happened, data)} [${code}]\n${spoken(text.next, data)}\n`
}

/** Where an error arose, for those who look for a fault; asked for by `EHBA_DEBUG=1`. */
export function failureStack(error: HealthCardError): string {
  const stacks: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) stacks.push(stackOf(at))
  return `${stacks.join('\ncaused by ')}\n`
}

/** Our own messages hold nothing that was typed as a value; those of others may quote it. */
function stackOf(error: Error): string {
  const { stack = error.name, message } = error
  return isHealthCardError(error) ? stack : stack.replace(message, () => withoutLongNumbers(message))
}
