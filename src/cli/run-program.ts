import { CommanderError } from 'commander'
import type { CommandContext } from './command-context.js'
import { translateCommanderError } from './commander-errors.js'
import type { GlobalOptions } from './global-options.js'
import type { Texts } from './messages/texts.js'
import type { Outcome } from './outcome.js'
import { printable } from './printable.js'
import { buildProgram } from './program.js'
import type { CliRun, Configuration } from './cli-run.js'

/** Ends of commander that are no errors: `--help` and `--version` have been shown. */
const shown = ['commander.helpDisplayed', 'commander.version']

/**
 * Reads the arguments and runs the command that they choose.
 *
 * @throws HealthCardError from the arguments or the command
 */
export async function runProgram(run: CliRun, configuration: Configuration, texts: Texts): Promise<Outcome> {
  let outcome: Outcome = { json: {} }
  let help = ''
  const program = buildProgram(
    texts.help,
    run.version,
    async (handler, command) => {
      const context = contextOf(run, configuration, texts, command.optsWithGlobals<GlobalOptions>())
      outcome = await handler(context, command)
    },
    (text) => {
      help += text
    },
  )
  try {
    await program.parseAsync(run.argv, { from: 'user' })
    return outcome
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (shown.includes(error.code)) return { json: { help }, text: () => help }
    // A noun without its verb: the help says which there are.
    if (error.code === 'commander.help' && !run.argv.includes('--json')) run.terminal.err(`${help}\n`)
    throw translateCommanderError(error, program, run.argv)
  }
}

function contextOf(
  run: CliRun,
  { settings, problem }: Configuration,
  texts: Texts,
  options: GlobalOptions,
): CommandContext {
  const { adapters, terminal, signal } = run
  const { simClock } = options
  return {
    options,
    settings,
    configurationProblem: problem,
    texts,
    adapters,
    terminal,
    signal,
    clock: simClock ? () => simClock : adapters.clock,
    tell: (text) => {
      if (!options.quiet) terminal.err(`${printable(text)}\n`)
    },
  }
}
