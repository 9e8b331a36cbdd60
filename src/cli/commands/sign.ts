import { Option, type Command } from 'commander'
import type { SignRequest } from '../../operations/batch-report.js'
import type { CommandContext } from '../command-context.js'
import { choiceOption, collect, suggesting } from '../option-values.js'
import type { Outcome } from '../outcome.js'
import type { CommandTree } from '../command-tree.js'

interface SignOptions {
  readonly out: string
  readonly key?: string
  readonly mechanism?: 'ecdsa' | 'pss' | 'pkcs1'
  readonly attached?: true
  readonly allowExpired?: true
  readonly dryRun?: true
  readonly recursive?: true
  readonly force?: true
  readonly chain: readonly string[]
}

/** `ehba sign` */
export function addSignCommand({ program, help, run }: CommandTree): void {
  const { options } = help
  program
    .command('sign')
    .description(help.commands.sign)
    .argument('<FILE...>', help.arguments.documents)
    .requiredOption('--out <DIR>', options.outFolder)
    .addOption(suggesting(new Option('--key <KEY>', options.key), ['qes', 'sig', 'osig']))
    .addOption(choiceOption('--mechanism <NAME>', options.mechanism, ['ecdsa', 'pss', 'pkcs1']))
    .option('--attached', options.attached)
    .option('--allow-expired', options.allowExpired)
    .option('--dry-run', options.dryRun)
    .option('--recursive', options.recursive)
    .option('--force', options.force)
    .option('--chain <FILE>', options.signChain, collect, [])
    .action(run(sign))
}

async function sign(context: CommandContext, command: Command): Promise<Outcome> {
  const { signBatch } = await import('../../operations/sign-batch.js')
  const { batchOutcome } = await import('../batch-outcome.js')
  const { withWorkplace } = await import('../workplace.js')
  return await batchOutcome(context, (desk) =>
    withWorkplace(context, (workplace) => signBatch(workplace, desk, requestOf(context, command))),
  )
}

function requestOf({ settings }: CommandContext, command: Command): SignRequest {
  const { out, key, mechanism, chain, ...flags } = command.opts<SignOptions>()
  return {
    inputs: command.args,
    outputFolder: out,
    recursive: flags.recursive ?? false,
    force: flags.force ?? false,
    key,
    mechanism,
    attached: flags.attached ?? false,
    allowExpired: flags.allowExpired ?? false,
    dryRun: flags.dryRun ?? false,
    chain: chain.length > 0 ? chain : settings.chain,
  }
}
