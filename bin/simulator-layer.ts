import { access } from 'node:fs/promises'
import { tracedTransport, type TraceSink } from '../src/apdu/trace.js'
import type { CardTransport } from '../src/apdu/transport.js'
import type { CardLayerOptions, SimulationOptions } from '../src/cli/adapters.js'
import { HealthCardError } from '../src/errors/health-card-error.js'
import type { CardLayer, ReaderInfo } from '../src/operations/workplace.js'
import { openSimulatedCard, type SimulatedCard, type SimulatedCardOptions } from '../simulator/card/simulated-card.js'
import { parseDelay } from '../simulator/card/delays.js'
import { translatingErrors } from './simulator-errors.js'
import { openTrace } from './open-trace.js'

const PREFIX = 'sim:'

/** The layer of simulated cards: each `sim:FILE` is a reader with the card of that image in it. */
export async function simulatorLayer(options: CardLayerOptions): Promise<CardLayer> {
  const { readers, simulation, waitMs, clock, log, signal } = options
  const trace = options.trace === undefined ? undefined : await openTrace(options.trace, log)
  return {
    readers: () => Promise.all(readers.map(describeReader)),
    connect: (reader) =>
      translatingErrors(reader, async () => {
        const open = openSimulatedCard(cardOptions(imageOf(reader), simulation, waitMs))
        return observed(transportOf(reader, await unlessStopped(open, signal)), trace, clock)
      }),
  }
}

/** Options of the simulated card of an image. @throws SimulatorError `delayInvalid` */
export function cardOptions(imagePath: string, simulation: SimulationOptions, waitMs: number): SimulatedCardOptions {
  const { delays, seed, state, cos } = simulation
  return {
    imagePath,
    waitMs,
    delays: new Map(delays.map(parseDelay)),
    ...(seed !== undefined && { seed }),
    ...(state !== undefined && { statePath: state }),
    ...(cos !== undefined && { cos }),
  }
}

async function describeReader(name: string): Promise<ReaderInfo> {
  try {
    await access(imageOf(name))
  } catch (cause) {
    throw new HealthCardError('HC_READER_NONE', `no card image ${name}`, { reader: name }, { cause })
  }
  return { name, layer: 'simulator', card: 'present' }
}

function imageOf(reader: string): string {
  if (reader.startsWith(PREFIX) && reader.length > PREFIX.length) return reader.slice(PREFIX.length)
  throw new HealthCardError('HC_READER_NONE', `no reader ${reader}`, { reader })
}

function transportOf(reader: string, card: SimulatedCard): CardTransport {
  return {
    get atr() {
      return card.atr
    },
    extendedLength: card.extendedLength,
    transmit: (command) => translatingErrors(reader, () => card.transmit(command)),
    reset: () => translatingErrors(reader, () => card.reset()),
    close: () => card.close(),
  }
}

function observed(transport: CardTransport, trace: TraceSink | undefined, clock: () => Date): CardTransport {
  return trace ? tracedTransport(transport, trace, clock) : transport
}

/** Waiting for a card that somebody else uses ends when the program is asked to stop. */
async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new HealthCardError('HC_STOPPED', 'stopped while waiting for the card'))
    })
  })
  return await Promise.race([work, stopped])
}
