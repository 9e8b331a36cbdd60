import type { Command } from 'commander'
import type { CommandContext } from '../command-context.js'
import type { CommandTree } from '../command-tree.js'
import type { CompletionTree } from '../completion/completion-tree.js'
import { choiceArgument } from '../option-values.js'
import type { Outcome } from '../outcome.js'
import { usageError } from '../usage-error.js'

type ScriptWriter = (tree: CompletionTree) => string

const shells: Readonly<Record<string, () => Promise<ScriptWriter>>> = {
  bash: async () => (await import('../completion/bash-script.js')).bashScript,
  zsh: async () => (await import('../completion/zsh-script.js')).zshScript,
  fish: async () => (await import('../completion/fish-script.js')).fishScript,
}

/** `ehba completion` */
export function addCompletionCommand({ program, help, runUnconfigured }: CommandTree): void {
  program
    .command('completion')
    .description(help.commands.completion)
    .addArgument(choiceArgument('<SHELL>', help.arguments.shell, Object.keys(shells)))
    .action(runUnconfigured((_context: CommandContext, command: Command) => completion(program, command.args[0] ?? '')))
}

async function completion(program: Command, shell: string): Promise<Outcome> {
  const { completionTree } = await import('../completion/completion-tree.js')
  const writer = await shells[shell]?.()
  if (!writer) throw usageError('invalidValue', { name: 'SHELL', known: Object.keys(shells) })
  const script = writer(completionTree(program))
  return { json: { shell, script }, text: () => script }
}
