import type { Command } from 'commander'
import type { CommandContext } from '../command-context.js'
import { journalsOf } from '../journals-of.js'
import type { Outcome } from '../outcome.js'
import type { CommandTree } from '../command-tree.js'

/** `ehba batch …` */
export function addBatchCommands({ program, help, run }: CommandTree): void {
  const batch = program.command('batch').helpCommand(false).description(help.commands.batch)
  const withId = (verb: 'status' | 'resume' | 'stop'): Command =>
    batch.command(verb).description(help.commands[`batch ${verb}`]).argument('[ID]', help.arguments.batch)
  batch.command('list').description(help.commands['batch list']).option('--all', help.options.all).action(run(list))
  withId('status').action(run(status))
  withId('resume').action(run(resume))
  withId('stop').action(run(stop))
  batch
    .command('discard')
    .description(help.commands['batch discard'])
    .argument('<ID>', help.arguments.batchToDiscard)
    .action(run(discard))
}

async function list(context: CommandContext, command: Command): Promise<Outcome> {
  const { listBatches } = await import('../../operations/batches.js')
  const { renderBatches } = await import('../render/batches.js')
  const { all = false } = command.opts<{ readonly all?: true }>()
  const report = await listBatches(await journalsOf(context), all)
  return { json: report, text: () => renderBatches(report.batches, context.texts) }
}

async function status(context: CommandContext, command: Command): Promise<Outcome> {
  const { batchStatus } = await import('../../operations/batches.js')
  const { renderBatches } = await import('../render/batches.js')
  const batch = await batchStatus(await journalsOf(context), command.args[0])
  return { json: { batch }, text: () => renderBatches([batch], context.texts) }
}

async function resume(context: CommandContext, command: Command): Promise<Outcome> {
  const { resumeBatch } = await import('../../operations/resume-batch.js')
  const { batchOutcome } = await import('../batch-outcome.js')
  const { withWorkplace } = await import('../workplace.js')
  return await batchOutcome(context, (desk) =>
    withWorkplace(context, (workplace) => resumeBatch(workplace, desk, command.args[0])),
  )
}

async function stop(context: CommandContext, command: Command): Promise<Outcome> {
  const { stopBatch } = await import('../../operations/batches.js')
  const { adapters, texts } = context
  const report = await stopBatch(await journalsOf(context), command.args[0], adapters.interrupt)
  const { batches } = texts.words
  return {
    json: { batch: report },
    text: () => `${report.stopped ? batches.stopping(report.id) : batches.notRunning(report.id)}\n`,
  }
}

async function discard(context: CommandContext, command: Command): Promise<Outcome> {
  const { discardBatch } = await import('../../operations/batches.js')
  const [store, journals] = await Promise.all([context.adapters.documents(), journalsOf(context)])
  const report = await discardBatch(journals, store, command.args[0] ?? '')
  const { words, format } = context.texts
  const lost = report.signed > 0 ? `${words.batches.discardedSignatures(format.number(report.signed))}\n` : ''
  return { json: { batch: report }, text: () => `${words.batches.discarded(report.id)}\n${lost}` }
}
