import { HealthCardError } from '../errors/health-card-error.js'

/** `problem` in the data of `HC_USAGE_INVALID`. */
export type UsageProblem =
  | 'unknownOption'
  | 'unknownCommand'
  | 'missingCommand'
  | 'missingArgument'
  | 'missingValue'
  | 'missingOption'
  | 'tooManyArguments'
  | 'invalidValue'
  | 'conflict'
  /** An option of simulated cards beside a real reader. */
  | 'simulatorOnly'
  /** PIN.QES of a real card from a secrets stream, without the administrator's word. */
  | 'qesFromStream'

/** What a text about wrong usage can say. Never the value that somebody typed: it may be a PIN in the wrong place. */
export interface UsageFacts {
  /** The option, argument or command that it is about. */
  readonly name?: string
  /** The option that excludes it. */
  readonly other?: string
  /** The command whose help says more: `ehba card show`. */
  readonly command?: string
  /** The values that are possible. */
  readonly known?: readonly string[]
}

/** `HC_USAGE_INVALID` */
export function usageError(problem: UsageProblem, facts: UsageFacts = {}, cause?: unknown): HealthCardError {
  const message = `${problem}: ${facts.name ?? facts.command ?? ''}`
  return new HealthCardError('HC_USAGE_INVALID', message, { problem, ...facts }, cause === undefined ? {} : { cause })
}
