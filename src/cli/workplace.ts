import { silentLogger, type Logger } from '../log/logger.js'
import type { CardLayer, PinSource, Workplace } from '../operations/workplace.js'
import { RefusedSecrets } from '../operations/workplace.js'
import type { CardLayerOptions } from './adapters.js'
import { chooseCard } from './choose-card.js'
import type { CommandContext } from './command-context.js'
import { HealthCardError } from '../errors/health-card-error.js'
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
  return await withReadersOf(context, readersOf(context), work)
}

/** The same for work that may come to its end without a card: that no reader was chosen is said when one is needed. */
export async function withWorkplaceIfNeeded<T>(
  context: CommandContext,
  work: (workplace: Workplace) => Promise<T>,
): Promise<T> {
  return await withReadersOf(context, chosenReaders(context), work)
}

async function withReadersOf<T>(
  context: CommandContext,
  readers: readonly string[],
  work: (workplace: Workplace, person: Person | undefined) => Promise<T>,
): Promise<T> {
  const { adapters, options, texts, terminal, signal } = context
  const log = await openLog(context)
  const layer = readers.length === 0 ? noReaders : await openLayer(context, readers, log)
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

/** The readers alone, without cards and PINs. @throws HealthCardError `HC_READER_NONE` where none is chosen */
export async function openReaders(context: CommandContext): Promise<CardLayer> {
  return await openLayer(context, readersOf(context), await openLog(context))
}

/**
 * The readers that the command line names, else those of the configuration.
 *
 * @throws HealthCardError `HC_READER_NONE`
 */
function readersOf(context: CommandContext): readonly string[] {
  const readers = chosenReaders(context)
  if (readers.length === 0) throw noReaderChosen()
  return readers
}

function chosenReaders({ options, settings }: CommandContext): readonly string[] {
  const readers = options.reader.length > 0 ? options.reader : settings.reader
  refuseSimulationOfReal(options, readers)
  return readers
}

const noReaders: CardLayer = {
  readers: () => Promise.reject(noReaderChosen()),
  connect: () => Promise.reject(noReaderChosen()),
}

function noReaderChosen(): HealthCardError {
  return new HealthCardError('HC_READER_NONE', 'no reader was chosen')
}

function refuseSimulationOfReal(options: CommandContext['options'], readers: readonly string[]): void {
  const simulated = readers.filter(isSimulated)
  const given = [
    options.simDelay.length > 0 && '--sim-delay',
    options.simSeed !== undefined && '--sim-seed',
    options.simClock !== undefined && '--sim-clock',
    options.simState !== undefined && '--sim-state',
    options.simCos !== undefined && '--sim-cos',
  ].find((name) => name !== false)
  if (given !== undefined && simulated.length < readers.length) throw usageError('simulatorOnly', { name: given })
  // Two cards cannot have one state.
  if (options.simState !== undefined && simulated.length > 1) {
    throw usageError('conflict', { name: '--sim-state', other: '--reader' })
  }
}

function isSimulated(reader: string): boolean {
  return reader.startsWith('sim:')
}

function openLayer(context: CommandContext, readers: readonly string[], log: Logger): Promise<CardLayer> {
  const { adapters, options, clock, signal } = context
  const layer: CardLayerOptions = {
    readers,
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
  const { simDelay, simSeed, simState, simCos } = options
  return { delays: simDelay, seed: simSeed, state: simState, cos: simCos }
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
  const servesQes = readers.every(isSimulated) || settings.allowSecretsStreamForQes
  return {
    source: streamSource({ stream, fingerprint, refusedEntries, servesQes }),
    [Symbol.dispose]: () => {
      stream.dispose()
    },
  }
}
