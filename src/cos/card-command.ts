import { commandApdu, type CommandApdu, type CommandParameters } from '../apdu/command-apdu.js'
import type { ResponseApdu } from '../apdu/response-apdu.js'
import { statusWordHex, statusWordName } from '../apdu/status-words.js'
import { errorCatalogue, type ErrorCode } from '../errors/catalogue.js'
import { HealthCardError } from '../errors/health-card-error.js'

/**
 * One command to the card with everything that is known about it: bytes, meaning of each status word, and the reading of
 * the answer. Values are immutable and used once.
 */
export interface CardCommand<R> {
  /** Name in ISO 7816 and gemSpec_COS: `CHANGE REFERENCE DATA`. */
  readonly name: string
  /** Where the specification describes it: `gemSpec_COS 14.6.1`. */
  readonly spec: string
  readonly apdu: CommandApdu
  /** Which side of the exchange must not be shown. */
  readonly secret?: 'command' | 'response'
  /** Status word (`9000`, `63Cx`) → what it means for this command. */
  readonly outcomes: OutcomeTable
  /**
   * Gives the answer its meaning.
   *
   * @throws HealthCardError with the code from the outcome table, or `HC_CARD_STATUS_UNKNOWN` for a word not in it.
   */
  interpret(response: ResponseApdu): R
}

/** Status word in upper-case hex, the last digit `x` for a counter → outcome name, or the error that it is. */
export type OutcomeTable = Readonly<Record<string, string>>

/** What the decoder of a command gets: an outcome of its table that is not an error. */
export interface Answer<O extends string> {
  readonly outcome: Exclude<O, ErrorCode>
  readonly data: Uint8Array
  /** The counter of `63Cx`; 0 for every other word. */
  readonly counter: number
}

interface CommandDefinition<O extends string, R> extends CommandParameters {
  readonly name: string
  readonly spec: string
  readonly secret?: 'command' | 'response'
  readonly outcomes: Readonly<Record<string, O>>
  readonly decode: (answer: Answer<O>) => R
}

/** Makes a command from its definition; every file of this folder ends in one call of it. */
export function defineCommand<const O extends string, R>(definition: CommandDefinition<O, R>): CardCommand<R> {
  const { name, spec, secret, outcomes, decode, ...parameters } = definition
  return {
    name,
    spec,
    apdu: commandApdu(parameters),
    ...(secret !== undefined && { secret }),
    outcomes,
    interpret({ sw, data }) {
      const outcome = outcomeOf(outcomes, sw)
      if (outcome === undefined) throw statusError('HC_CARD_STATUS_UNKNOWN', name, spec, sw)
      if (isErrorOutcome(outcome)) throw statusError(outcome, name, spec, sw)
      return decode({ outcome: outcome as Exclude<O, ErrorCode>, data, counter: isCounter(sw) ? sw & 0xf : 0 })
    },
  }
}

/** The error for a status word: code from the table, data without any byte of the exchange. */
function statusError(code: ErrorCode, command: string, spec: string, sw: number): HealthCardError {
  const statusWord = statusWordHex(sw)
  const name = statusWordName(sw) ?? 'no name in gemSpec_COS'
  return new HealthCardError(code, `${command} answered ${statusWord} (${name}), see ${spec}`, { command, statusWord })
}

function outcomeOf<O extends string>(table: Readonly<Record<string, O>>, sw: number): O | undefined {
  const hex = statusWordHex(sw)
  return table[hex] ?? (isCounter(sw) ? table[`${hex.slice(0, 3)}x`] : undefined)
}

function isCounter(sw: number): boolean {
  return (sw & 0xfff0) === 0x63c0
}

function isErrorOutcome(outcome: string): outcome is ErrorCode {
  return Object.hasOwn(errorCatalogue, outcome)
}
