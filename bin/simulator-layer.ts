import { access } from 'node:fs/promises'
import { tracedTransport } from '../src/apdu/trace.js'
import type { CardLayerOptions } from '../src/cli/adapters.js'
import { HealthCardError } from '../src/errors/health-card-error.js'
import type { CardLayer, ReaderInfo } from '../src/operations/workplace.js'
import { openSimulatedCard } from '../simulator/card/simulated-card.js'
import { openTrace } from './open-trace.js'
import { cardOptions, simulatedTransport } from './simulated-transport.js'
import { translatingErrors } from './simulator-errors.js'

const PREFIX = 'sim:'

/** The layer of simulated cards: each `sim:FILE` is a reader with the card of that image in it. */
export async function simulatorLayer(options: CardLayerOptions): Promise<CardLayer> {
  const { readers, simulation, waitMs, clock, log, signal } = options
  const trace = options.trace === undefined ? undefined : await openTrace(options.trace, log)
  return {
    readers: () => Promise.all(readers.map(describeReader)),
    connect: (reader) =>
      translatingErrors(reader, async () => {
        const opening = openSimulatedCard(cardOptions(imageOf(reader), simulation, waitMs))
        const transport = simulatedTransport(reader, await unlessStopped(opening, signal))
        return trace ? tracedTransport(transport, trace, clock) : transport
      }),
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

/** Waiting for a card that somebody else uses ends when the program is asked to stop. */
async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new HealthCardError('HC_STOPPED', 'stopped while waiting for the card'))
    })
  })
  return await Promise.race([work, stopped])
}
