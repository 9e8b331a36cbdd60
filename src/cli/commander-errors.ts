import type { Command, CommanderError } from 'commander'
import type { HealthCardError } from '../errors/health-card-error.js'
import { withoutLongNumbers } from './printable.js'
import { usageError, type UsageProblem } from './usage-error.js'

const problems: Readonly<Record<string, UsageProblem>> = {
  'commander.unknownOption': 'unknownOption',
  'commander.unknownCommand': 'unknownCommand',
  'commander.missingArgument': 'missingArgument',
  'commander.optionMissingArgument': 'missingValue',
  'commander.missingMandatoryOptionValue': 'missingOption',
  'commander.excessArguments': 'tooManyArguments',
  'commander.help': 'missingCommand',
}

/** What commander found wrong with the arguments, in the catalogue's terms. */
export function translateCommanderError(
  error: CommanderError,
  program: Command,
  argv: readonly string[],
): HealthCardError {
  const problem = problems[error.code] ?? 'invalidValue'
  const name = quotedName(error.message)
  const command = commandPath(program, argv)
  return usageError(problem, { command, ...(name !== undefined && { name }) }, error)
}

/**
 * The option or command that commander quotes. What stands behind `=`, and long numbers, are left out: somebody may have
 * typed a PIN where it does not belong.
 */
function quotedName(message: string): string | undefined {
  const quoted = /'([^']*)'/.exec(message)?.[1]
  return quoted === undefined ? undefined : withoutLongNumbers(quoted.replace(/=.*/s, ''))
}

/** The command as far as the words follow the tree: `ehba card`. */
function commandPath(program: Command, argv: readonly string[]): string {
  let at = program
  let path = program.name()
  for (const word of argv) {
    const next = at.commands.find((command) => command.name() === word)
    if (!next) continue
    at = next
    path += ` ${word}`
  }
  return path
}
