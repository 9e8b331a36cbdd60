import { Argument, Option } from 'commander'
import { usageError } from './usage-error.js'

/** Readers of option values. What they throw names the option and never the value, which may be a PIN in the wrong place. */

/** One of a closed set. */
function oneOf<T extends string>(option: string, choices: readonly T[]): (value: string) => T {
  return (value) => {
    const found = choices.find((choice) => choice === value)
    if (found === undefined) throw usageError('invalidValue', { name: option, known: choices })
    return found
  }
}

/** An option whose value is one of a closed set. `ehba completion` learns the set from it, too. */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description)
  return option.choices(choices).argParser(oneOf(option.long ?? flags, choices))
}

/** As {@link choiceOption}, for an option that may be repeated. */
export function choicesOption(flags: string, description: string, choices: readonly string[]): Option {
  const none: readonly string[] = []
  const one = choiceOption(flags, description, choices)
  const read = oneOf(one.long ?? flags, choices)
  return one.argParser((value: string, before: readonly string[]) => [...before, read(value)]).default(none)
}

/** As {@link choiceOption}, for an argument. */
export function choiceArgument(name: string, description: string, choices: readonly string[]): Argument {
  const argument = new Argument(name, description)
  return argument.choices(choices).argParser(oneOf(argument.name(), choices))
}

/** Tells `ehba completion` usual values of an option or argument that takes others as well. */
export function suggesting<T extends Option | Argument>(taker: T, values: readonly string[]): T {
  taker.choices(values).argParser((value) => value)
  return taker
}

/** A whole number from `least` on. */
export function wholeNumber(option: string, least = 0): (value: string) => number {
  return (value) => {
    const number = Number(value)
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least) {
      throw usageError('invalidValue', { name: option })
    }
    return number
  }
}

/** Seconds, also with a fraction. */
export function seconds(option: string): (value: string) => number {
  return (value) => {
    if (!/^\d+(\.\d+)?$/.test(value)) throw usageError('invalidValue', { name: option })
    return Number(value)
  }
}

/** An ISO 8601 time. */
export function time(option: string): (value: string) => Date {
  return (value) => {
    const date = new Date(value)
    if (!/^\d{4}-\d{2}-\d{2}/.test(value) || Number.isNaN(date.getTime())) {
      throw usageError('invalidValue', { name: option })
    }
    return date
  }
}

/** Adds to the values of an option that may be repeated. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
