import type { Command } from 'commander'
import { conformanceGroups } from '../../operations/conformance-groups.js'
import type { GroupName } from '../../operations/conformance.js'
import type { CommandContext } from '../command-context.js'
import type { CommandTree } from '../command-tree.js'
import { choicesOption } from '../option-values.js'
import type { Outcome } from '../outcome.js'

/** `ehba conformance` */
export function addConformanceCommand({ program, help, run }: CommandTree): void {
  program
    .command('conformance')
    .description(help.commands.conformance)
    .addOption(choicesOption('--only <GROUP>', help.options.only, conformanceGroups))
    .action(run(conformance))
}

/** Nobody is asked for a PIN: secrets are of the letter of a simulated card, and come from a stream or not at all. */
async function conformance(context: CommandContext, command: Command): Promise<Outcome> {
  const { checkConformance } = await import('../../operations/conformance.js')
  const { progressBar } = await import('../progress-bar.js')
  const { renderConformance } = await import('../render/conformance-report.js')
  const { withWorkplace } = await import('../workplace.js')
  const { signal, terminal, texts } = context
  const withoutPerson = { ...terminal, openConsole: () => undefined }
  const { only } = command.opts<{ readonly only: readonly GroupName[] }>()
  const bar = await progressBar(context, texts.words.conformance.progress)
  const onProgress = (done: number, total: number): void => {
    bar.show(done, total)
  }
  try {
    const report = await withWorkplace({ ...context, terminal: withoutPerson }, (workplace) =>
      checkConformance(workplace, { only, onProgress, signal }),
    )
    const failed = report.summary.failed > 0
    return { json: report, text: () => renderConformance(report, texts), ...(failed && { exit: 1 }) }
  } finally {
    bar.pause()
  }
}
