import type { Command } from 'commander'
import type { CommandContext } from '../command-context.js'
import { collect } from '../option-values.js'
import type { Outcome } from '../outcome.js'
import type { CommandTree } from '../command-tree.js'
import { usageError } from '../usage-error.js'

interface VerifyOptions {
  readonly content?: string
  readonly trust: readonly string[]
  readonly chain: readonly string[]
}

/** `ehba verify` */
export function addVerifyCommand({ program, help, run }: CommandTree): void {
  program
    .command('verify')
    .description(help.commands.verify)
    .argument('<FILE...>', help.arguments.signatures)
    .option('--content <PATH>', help.options.content)
    .option('--trust <FILE>', help.options.trust, collect, [])
    .option('--chain <FILE>', help.options.chain, collect, [])
    .action(run(verify))
}

async function verify(context: CommandContext, command: Command): Promise<Outcome> {
  const { verifyFiles } = await import('../../operations/verify-files.js')
  const { renderVerification } = await import('../render/verify-report.js')
  const { settings, texts, clock, options } = context
  const { content, trust, chain } = command.opts<VerifyOptions>()
  const anchors = trust.length > 0 ? trust : settings.trust
  if (anchors.length === 0) throw usageError('missingOption', { name: '--trust FILE', command: 'ehba verify' })
  const report = await verifyFiles(await context.adapters.documents(), clock, {
    files: command.args,
    content,
    trust: anchors,
    chain: chain.length > 0 ? chain : settings.chain,
  })
  const { verifying } = texts.words
  if (options.simClock) context.tell(verifying.asOf(texts.format.time(options.simClock.toISOString())))
  context.tell(verifying.revocationUnknown)
  return {
    json: { files: report.files },
    text: () => renderVerification(report.files, texts),
    ...(report.error && { error: report.error }),
  }
}
