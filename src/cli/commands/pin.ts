import { Argument, type Command } from 'commander'
import type { CommandContext } from '../command-context.js'
import { letterName } from '../messages/letter-names.js'
import { suggesting } from '../option-values.js'
import type { Outcome } from '../outcome.js'
import type { CommandTree } from '../command-tree.js'

/** `ehba pin …` */
export function addPinCommands({ program, help, run }: CommandTree): void {
  const pin = program.command('pin').helpCommand(false).description(help.commands.pin)
  const withName = (verb: 'verify' | 'change' | 'unblock'): Command =>
    pin
      .command(verb)
      .description(help.commands[`pin ${verb}`])
      .addArgument(suggesting(new Argument('[PIN]', help.arguments.pin), ['PIN.QES', 'PIN.CH', 'PIN.SMC']))
  pin.command('status').description(help.commands['pin status']).action(run(status))
  withName('verify').action(run(verify))
  withName('change').action(run(change))
  withName('unblock').option('--set-new', help.options.setNew).action(run(unblock))
}

async function status(context: CommandContext): Promise<Outcome> {
  const { pinStatus } = await import('../../operations/pins.js')
  const { renderPinStatus } = await import('../render/pin-states.js')
  const { withWorkplace } = await import('../workplace.js')
  const report = await withWorkplace(context, pinStatus)
  return { json: report, text: () => renderPinStatus(report, context.texts) }
}

async function verify(context: CommandContext, command: Command): Promise<Outcome> {
  const { provePin } = await import('../../operations/pins.js')
  const { withWorkplace } = await import('../workplace.js')
  const report = await withWorkplace(context, (workplace) => provePin(workplace, command.args[0]))
  return { json: report, text: () => `${context.texts.words.pins.verified(letterName(report.pin))}\n` }
}

async function change(context: CommandContext, command: Command): Promise<Outcome> {
  const { replacePin } = await import('../../operations/pins.js')
  const { withWorkplace } = await import('../workplace.js')
  const report = await withWorkplace(context, (workplace) => replacePin(workplace, command.args[0]))
  return { json: report, text: () => `${context.texts.words.pins.changed(letterName(report.pin))}\n` }
}

async function unblock(context: CommandContext, command: Command): Promise<Outcome> {
  const { unblockCardPin } = await import('../../operations/pins.js')
  const { withWorkplace } = await import('../workplace.js')
  const { setNew = false } = command.opts<{ readonly setNew?: true }>()
  const report = await withWorkplace(context, (workplace) => unblockCardPin(workplace, command.args[0], setNew))
  const { pins } = context.texts.words
  const remark = report.pin === 'PIN.QES' && report.outcome === 'unblocked' ? `${pins.unblockOnly}\n` : ''
  return { json: report, text: () => `${pins[report.outcome](letterName(report.pin))}\n${remark}` }
}
