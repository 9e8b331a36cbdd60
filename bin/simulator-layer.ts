import { access } from 'node:fs/promises'
import type { CardLayerOptions } from '../src/cli/adapters.js'
import { HealthCardError } from '../src/errors/health-card-error.js'
import type { ReaderLayer, ReaderInfo } from '../src/operations/workplace.js'
import { openFaultyCards, openSoundCard } from './faulty-cards.js'
import { parseCardImage } from '../simulator/card/image/card-image.js'
import { readImageFile } from '../simulator/card/state/image-file.js'
import { cardOptions, copyOf, simulatedTransport } from './simulated-transport.js'
import { translatingErrors } from './simulator-errors.js'

const PREFIX = 'sim:'

/** The layer of simulated cards: each `sim:FILE` is a reader with the card of that image in it. */
export function simulatorLayer({ readers, simulation, waitMs, signal }: CardLayerOptions): ReaderLayer {
  const open = simulation.faults === undefined ? openSoundCard : openFaultyCards(simulation.faults)
  return {
    readers: () => Promise.all(readers.map(describeReader)),
    connect: (reader) =>
      translatingErrors(reader, async () => {
        return await unlessStopped(open(reader, cardOptions(imageOf(reader), simulation, waitMs)), signal)
      }),
    copies: (reader) =>
      translatingErrors(reader, () => {
        const image = parseCardImage(readImageFile(imageOf(reader)))
        return Promise.resolve(() => Promise.resolve(simulatedTransport(reader, copyOf(image, simulation))))
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
