import { silentLogger, type Logger } from '../log/logger.js'
import type { CardLayer, PinSource, Workplace } from '../operations/workplace.js'
import { RefusedSecrets } from '../operations/workplace.js'
import type { CardLayerOptions } from './adapters.js'
import { chooseCard } from './choose-card.js'
import type { CommandContext } from './command-context.js'
import { firstAvailableSource } from './secrets/first-available-source.js'
import { padPrompt } from './secrets/pad-prompt.js'
import { Person } from './secrets/person.js'
import { SecretsStream } from './secrets/secrets-stream.js'
import { streamSource } from './secrets/stream-source.js'
import { terminalSource } from './secrets/terminal-source.js'
import { usageError } from './usage-error.js'

/** Sets up everything that an operation with a card needs, lends it to `work`, and clears it away. */
export async function withWorkplace<T>(
  context: CommandContext,
  work: (workplace: Workplace, person: Person | undefined) => Promise<T>,
): Promise<T> {
  const { adapters, options, texts, terminal, signal } = context
  const readers = chosenReaders(context)
  const log = await openLog(context)
  const layer = await openLayer(context, readers, log)
  using refused = new RefusedSecrets()
  using stream = await openStream(context, readers)
  const console = terminal.openConsole()
  try {
    const person = console && new Person(console, texts.words, signal)
    const atReader = (text: string): void => {
      terminal.err(`${text}\n`)
    }
    const pad = options.pinpad ? padPrompt(stream.source, texts, atReader) : undefined
    const pins = firstAvailableSource(stream.source, person && terminalSource(person, texts.words), pad)
    const workplace = {
      layer,
      card: options.card,
      chooseCard: person && chooseCard(person, texts),
      pins,
      memory: await adapters.cardMemory(),
      refused,
      allowLastTry: options.allowLastTry ?? false,
      clock: context.clock,
      log,
    }
    return await work(workplace, person)
  } finally {
    console?.close()
  }
}

/** The readers alone, without cards and PINs. */
export async function openReaders(context: CommandContext): Promise<CardLayer> {
  return await openLayer(context, chosenReaders(context), await openLog(context))
}

/** The readers that the command line names, else those of the configuration; empty: all readers of PC/SC. */
function chosenReaders({ options, settings }: CommandContext): readonly string[] {
  const readers = options.reader.length > 0 ? options.reader : settings.reader
  refuseSimulationOfReal(options, readers)
  return readers
}

function refuseSimulationOfReal(options: CommandContext['options'], readers: readonly string[]): void {
  const simulated = readers.filter(isSimulated)
  const given = [
    options.simDelay.length > 0 && '--sim-delay',
    options.simSeed !== undefined && '--sim-seed',
    options.simClock !== undefined && '--sim-clock',
    options.simState !== undefined && '--sim-state',
    options.simCos !== undefined && '--sim-cos',
    options.simFaults !== undefined && '--sim-faults',
  ].find((name) => name !== false)
  if (given !== undefined && !areSimulated(readers)) throw usageError('simulatorOnly', { name: given })
  // Two cards cannot have one state.
  if (options.simState !== undefined && simulated.length > 1) {
    throw usageError('conflict', { name: '--sim-state', other: '--reader' })
  }
}

function isSimulated(reader: string): boolean {
  return reader.startsWith('sim:')
}

/** Where none is named, all readers of PC/SC are meant. */
function areSimulated(readers: readonly string[]): boolean {
  return readers.length > 0 && readers.every(isSimulated)
}

function openLayer(context: CommandContext, readers: readonly string[], log: Logger): Promise<CardLayer> {
  const { adapters, options, settings, clock, signal } = context
  const layer: CardLayerOptions = {
    readers,
    pcscBackend: settings.pcscBackend,
    pkcs11Modules: settings.pkcs11Modules,
    simulation: simulationOf(options),
    waitMs: (options.wait ?? 0) * 1000,
    trace: options.trace,
    clock,
    log,
    signal,
  }
  return adapters.cardLayer(layer)
}

/** The options of simulated cards. */
export function simulationOf(options: CommandContext['options']): CardLayerOptions['simulation'] {
  const { simDelay, simSeed, simState, simCos, simFaults } = options
  return { delays: simDelay, seed: simSeed, state: simState, cos: simCos, faults: simFaults }
}

async function openLog({ adapters, settings }: CommandContext): Promise<Logger> {
  return settings.logLevel === 'off' ? silentLogger : await adapters.log(settings.logLevel, settings.logFile)
}

interface OpenedStream extends Disposable {
  readonly source: PinSource | undefined
}

async function openStream(context: CommandContext, readers: readonly string[]): Promise<OpenedStream> {
  const { adapters, options, settings } = context
  const { secretsFd: fd, secretsFile: file } = options
  if (fd !== undefined && file !== undefined) {
    throw usageError('conflict', { name: '--secrets-fd', other: '--secrets-file' })
  }
  const place = fd !== undefined ? { fd } : file !== undefined ? { file } : undefined
  if (place === undefined) return { source: undefined, [Symbol.dispose]: () => undefined }
  const { bytes, fingerprint } = await adapters.readSecrets(place)
  const stream = SecretsStream.read(bytes)
  const refusedEntries = await adapters.refusedEntries()
  const servesQes = areSimulated(readers) || settings.allowSecretsStreamForQes
  return {
    source: streamSource({ stream, fingerprint, refusedEntries, servesQes }),
    [Symbol.dispose]: () => {
      stream.dispose()
    },
  }
}
