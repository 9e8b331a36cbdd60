import { Command } from 'commander'
import { addBatchCommands } from './commands/batch.js'
import { addCardCommands } from './commands/card.js'
import { addCertCommands } from './commands/cert.js'
import { addCompletionCommand } from './commands/completion.js'
import { addConformanceCommand } from './commands/conformance.js'
import { addDoctorCommand } from './commands/doctor.js'
import { addPinCommands } from './commands/pin.js'
import { addReaderCommands } from './commands/reader.js'
import { addSignCommand } from './commands/sign.js'
import { addReaderSimulationCommands } from './commands/sim-readers.js'
import { addSimCommands } from './commands/sim.js'
import { addVerifyCommand } from './commands/verify.js'
import type { CommandHandler, CommandTree } from './command-tree.js'
import { addGlobalOptions } from './global-options.js'
import type { HelpTexts } from './messages/texts.js'

/**
 * The tree of all commands with their options and texts.
 *
 * @param execute - called with the handler of the command that the arguments choose
 * @param write - takes the text of `--help` and `--version`
 */
export function buildProgram(
  help: HelpTexts,
  version: string,
  execute: (handler: CommandHandler, command: Command) => Promise<void>,
  write: (text: string) => void,
): Command {
  const program = new Command('ehba')
    .description(help.commands.ehba)
    .usage(`${help.optionsPlaceholder} ${help.commandPlaceholder}`)
    .version(version, '-V, --version', help.options.version)
    .helpOption('-h, --help', help.options.help)
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .configureHelp({
      showGlobalOptions: false,
      styleTitle: (title) => translatedTitle(help, title),
      // The texts say themselves what the default and the possible values are, in their language.
      optionDescription: ({ description }) => description,
      argumentDescription: ({ description }) => description,
      subcommandTerm: (command) => [command.name(), argumentsOf(command)].join(' ').trim(),
      commandUsage: (command) => commandUsage(help, command),
    })
    .configureOutput({ writeOut: write, writeErr: write, outputError: () => undefined })
    .exitOverride()
  addGlobalOptions(program, help)
  const runUnconfigured: CommandTree['run'] =
    (handler) =>
    async (...parameters) => {
      const command = parameters.at(-1)
      if (command instanceof Command) await execute(handler, command)
    }
  const tree: CommandTree = {
    program,
    help,
    run: (handler) => runUnconfigured(requireConfiguration(handler)),
    runUnconfigured,
  }
  addReaderCommands(tree)
  addCardCommands(tree)
  addPinCommands(tree)
  addCertCommands(tree)
  addSignCommand(tree)
  addBatchCommands(tree)
  addVerifyCommand(tree)
  addReaderSimulationCommands(tree, addSimCommands(tree))
  addDoctorCommand(tree)
  addConformanceCommand(tree)
  addCompletionCommand(tree)
  return program
}

/** Path of a command: `ehba card show`. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}

function requireConfiguration(handler: CommandHandler): CommandHandler {
  return async (context, command) => {
    if (context.configurationProblem) throw context.configurationProblem
    return await handler(context, command)
  }
}

function commandUsage(help: HelpTexts, command: Command): string {
  const rest = command.commands.length > 0 ? help.commandPlaceholder : argumentsOf(command)
  return [pathOf(command), help.optionsPlaceholder, rest].join(' ').trim()
}

function argumentsOf(command: Command): string {
  return command.registeredArguments
    .map((argument) => {
      const name = argument.variadic ? `${argument.name()}…` : argument.name()
      return argument.required ? name : `[${name}]`
    })
    .join(' ')
}

function translatedTitle({ titles }: HelpTexts, title: string): string {
  const found = Object.entries(titles).find(([english]) => english === title)
  return found?.[1] ?? title
}
