import type { BatchReport } from '../operations/batch-report.js'
import type { SigningDesk } from '../operations/sign-batch.js'
import { journalsOf } from './journals-of.js'
import type { CommandContext } from './command-context.js'
import type { Outcome } from './outcome.js'

/** What a command that signs documents works with and answers: the person's files, the journals, a view of how far it is. */
export async function batchOutcome(
  context: CommandContext,
  work: (desk: SigningDesk) => Promise<BatchReport>,
): Promise<Outcome> {
  const { batchJson, renderBatchReport } = await import('./render/batch-report.js')
  const { batchObserver } = await import('./batch-observer.js')
  const { adapters, signal, texts } = context
  const [store, journals] = await Promise.all([adapters.documents(), journalsOf(context)])
  using observer = await batchObserver(context)
  const report = await work({ store, journals, observer, signal })
  return {
    json: batchJson(report),
    text: () => renderBatchReport(report, texts),
    ...(report.error && { error: report.error }),
  }
}
