import { setTimeout as wait } from 'node:timers/promises'
import type { CardTransport } from '../src/apdu/transport.js'
import { equalBytes } from '../src/bytes/equal.js'
import { toHex } from '../src/bytes/hex.js'
import type { ReaderLayer } from '../src/operations/workplace.js'
import { isSignature } from './observed-layer.js'

/** A command with its answer. */
type Exchange = readonly [command: Uint8Array, answer: Uint8Array]

/** Everything that was said to the card in one connection, and what the card itself used of the CPU for it. */
export class Recording {
  readonly exchanges: Exchange[] = []
  cardCpuMs = 0
}

/** The layer, with every exchange kept. A card without delays works inside the call, so its CPU time can be told apart. */
export function recordingLayer(layer: ReaderLayer, recording: Recording): ReaderLayer {
  const timed = <T>(work: () => T): T => {
    const before = process.cpuUsage()
    try {
      return work()
    } finally {
      const { user, system } = process.cpuUsage(before)
      recording.cardCpuMs += (user + system) / 1000
    }
  }
  return {
    readers: () => layer.readers(),
    async connect(reader) {
      const card = await timed(() => layer.connect(reader))
      return {
        ...passive(card),
        async transmit(command) {
          // The sender wipes commands with a PIN after use.
          const kept = Uint8Array.from(command)
          const answer = await timed(() => card.transmit(command))
          recording.exchanges.push([kept, answer])
          return answer
        },
      }
    },
  }
}

/**
 * A card that says again what it said, and does nothing for it: what then uses the CPU is the host alone.
 *
 * @param signMs - how long a signature takes
 */
export function replayedLayer({ exchanges }: Recording, signMs = 0): ReaderLayer {
  return {
    readers: () => Promise.resolve([{ name: 'recording', layer: 'simulator', card: 'present' }]),
    connect: () => {
      let next = 0
      const silent = {
        atr: new Uint8Array(0),
        extendedLength: true,
        hold: () => Promise.resolve({ end: none }),
        close: none,
      }
      return Promise.resolve({
        ...passive(silent),
        async transmit(command: Uint8Array) {
          const [expected, answer] = exchanges[next++] ?? []
          if (!expected || !answer || !equalBytes(expected, command)) {
            throw new Error(`the recording has no ${toHex(command)} at ${next}`)
          }
          if (signMs > 0 && isSignature(command)) await wait(signMs)
          return answer
        },
      })
    },
  }
}

const none = (): Promise<void> => Promise.resolve()

function passive(card: Omit<CardTransport, 'transmit'>): Omit<CardTransport, 'transmit'> {
  const { atr, extendedLength } = card
  return { atr, extendedLength, hold: () => card.hold(), close: () => card.close() }
}
