import type { Command } from 'commander'
import type { ReaderChange, SimulatedPinPad } from '../adapters.js'
import type { CommandContext } from '../command-context.js'
import type { CommandTree } from '../command-tree.js'
import { silentLogger } from '../../log/logger.js'
import type { Outcome } from '../outcome.js'
import { usageError } from '../usage-error.js'

interface RunOptions {
  readonly pcscd?: true
  readonly vpcd?: string
  readonly pinpad?: string
  readonly pinpadDigits?: NonNullable<SimulatedPinPad['digits']>
  /** False by `--no-pinpad-display`. */
  readonly pinpadDisplay: boolean
}

interface FaultOptions {
  readonly unplug?: true
  readonly plug?: true
  readonly killPcscd?: true
  readonly startPcscd?: true
}

/** `ehba sim run` and what can be done to the readers while they run. */
export function addReaderSimulationCommands({ help, run }: CommandTree, sim: Command): void {
  const { options } = help
  sim
    .command('run')
    .description(help.commands['sim run'])
    .argument('<FILE...>', help.arguments.images)
    .option('--pcscd', options.pcscd)
    .option('--vpcd <HOST:PORT>', options.vpcd)
    .option('--pinpad <FILE>', options.pinPad)
    .option('--pinpad-digits <MIN-MAX>', options.pinPadDigits, digitRange)
    .option('--no-pinpad-display', options.pinPadNoDisplay)
    .action(run(runReaders))
  sim
    .command('insert')
    .description(help.commands['sim insert'])
    .argument('<READER>', help.arguments.simulatedReader)
    .argument('[FILE]', help.arguments.imageToInsert)
    .action(run((context, { args: [reader = '', image] }) => change(context, insertion(reader, image))))
  sim
    .command('remove')
    .description(help.commands['sim remove'])
    .argument('<READER>', help.arguments.simulatedReader)
    .action(run((context, { args: [reader = ''] }) => change(context, { verb: 'remove', reader })))
  sim
    .command('fault')
    .description(help.commands['sim fault'])
    .argument('<READER>', help.arguments.simulatedReader)
    .argument('[FILE]', help.arguments.story)
    .option('--unplug', options.unplug)
    .option('--plug', options.plug)
    .option('--kill-pcscd', options.killPcscd)
    .option('--start-pcscd', options.startPcscd)
    .action(run((context, command) => change(context, faultOf(command))))
}

async function runReaders(context: CommandContext, command: Command): Promise<Outcome> {
  const { adapters, options, settings, terminal, texts, clock, signal } = context
  const { pcscd, vpcd } = command.opts<RunOptions>()
  if (pcscd && vpcd !== undefined) throw usageError('conflict', { name: '--pcscd', other: '--vpcd' })
  if (!pcscd && vpcd === undefined) throw usageError('missingOption', { name: '--pcscd', command: 'ehba sim run' })
  if (options.simState !== undefined && command.args.length > 1) {
    throw usageError('conflict', { name: '--sim-state', other: 'FILE' })
  }
  const { simulationOf } = await import('../workplace.js')
  const order = {
    images: command.args,
    simulation: simulationOf(options),
    waitMs: (options.wait ?? 0) * 1000,
    vpcd,
    pinPad: await pinPadOf(context, command),
    trace: options.trace,
    clock,
    log: settings.logLevel === 'off' ? silentLogger : await adapters.log(settings.logLevel, settings.logFile),
    signal,
  }
  const simulation = await adapters.readerSimulation()
  await simulation.run(order, (ready) => {
    // Whoever starts the readers waits for this line, in either form of output.
    terminal.out(`${JSON.stringify({ schemaVersion: 1, ...ready })}\n`)
    const { simulator } = texts.words
    context.tell(simulator.ready(ready.readers.join(', ')))
    if (ready.socket !== null) context.tell(simulator.socket(ready.socket))
  })
  return { json: { event: 'ended' } }
}

async function pinPadOf({ adapters }: CommandContext, command: Command): Promise<SimulatedPinPad | undefined> {
  const { pinpad, pinpadDigits, pinpadDisplay, vpcd } = command.opts<RunOptions>()
  if (pinpad === undefined) return undefined
  // Its protocol knows no PIN pads.
  if (vpcd !== undefined) throw usageError('conflict', { name: '--pinpad', other: '--vpcd' })
  const { bytes } = await adapters.readSecrets({ file: pinpad })
  return { script: bytes, display: pinpadDisplay, digits: pinpadDigits }
}

function digitRange(value: string): { readonly min: number; readonly max: number } {
  const [, min, max] = (/^(\d{1,2})-(\d{1,2})$/.exec(value) ?? []).map(Number)
  if (min === undefined || max === undefined || min > max) {
    throw usageError('invalidValue', { name: '--pinpad-digits', known: ['4-6', '4-12'] })
  }
  return { min, max }
}

function insertion(reader: string, image: string | undefined): ReaderChange {
  return { verb: 'insert', reader, ...(image !== undefined && { image }) }
}

function faultOf(command: Command): ReaderChange {
  const { unplug, plug, killPcscd, startPcscd } = command.opts<FaultOptions>()
  const [reader = '', file] = command.args
  const wanted: readonly (ReaderChange | undefined)[] = [
    file === undefined ? undefined : { verb: 'tell', reader, file },
    unplug && { verb: 'unplug', reader },
    plug && { verb: 'plug', reader },
    killPcscd && { verb: 'killPcscd' },
    startPcscd && { verb: 'startPcscd' },
  ]
  const [only, ...more] = wanted.filter((change) => change !== undefined)
  if (only && more.length === 0) return only
  throw usageError(only ? 'conflict' : 'missingArgument', {
    name: 'FILE',
    other: '--unplug',
    command: 'ehba sim fault',
  })
}

async function change({ adapters, texts }: CommandContext, wanted: ReaderChange): Promise<Outcome> {
  const simulation = await adapters.readerSimulation()
  await simulation.change(wanted)
  return { json: { done: wanted.verb }, text: () => `${texts.words.simulator.changed}\n` }
}
