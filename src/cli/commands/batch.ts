import type { Command } from 'commander'
import type { BatchJournals } from '../../operations/batch-journal.js'
import type { CommandContext } from '../command-context.js'
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

function journalsOf({ adapters, settings }: CommandContext): Promise<BatchJournals> {
  return adapters.journals(settings.batchRetentionDays)
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
  const { batchJson, renderBatchReport } = await import('../render/batch-report.js')
  const { batchObserver } = await import('../batch-observer.js')
  const { withWorkplace } = await import('../workplace.js')
  const { adapters, signal, texts } = context
  const [store, journals] = await Promise.all([adapters.documents(), journalsOf(context)])
  using observer = await batchObserver(context)
  const report = await withWorkplace(context, (workplace) =>
    resumeBatch(workplace, { store, journals, observer, signal }, command.args[0]),
  )
  return {
    json: batchJson(report),
    text: () => renderBatchReport(report, texts),
    ...(report.error && { error: report.error }),
  }
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
