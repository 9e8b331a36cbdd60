import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSimulatedCard } from '../simulator/card/simulated-card.js'
import type { Delays } from '../simulator/card/delays.js'
import { createCard } from '../simulator/personalise/create-card.js'
import { SecretBytes } from '../src/bytes/secret-bytes.js'
import type { ReaderLayer, PinSource } from '../src/operations/workplace.js'

/** A new simulated card on the disk, with its PINs set. */
export interface BenchCard {
  readonly image: string
  /** The secrets file, as `ehba --secrets-file` takes it. */
  readonly secrets: string
  /** Gives its PINs, as often as they are asked for. */
  readonly pins: PinSource
}

/** Makes the same card each time. */
export async function makeBenchCard(kind: 'hba' | 'smcb', folder: string): Promise<BenchCard> {
  const { image, secrets } = await createCard({ kind, state: 'active', limit: 254, seed: 1, out: join(folder, kind) })
  return benchCardOf({ image, secrets })
}

/** A card that another process has made. */
export function benchCardOf({ image, secrets }: Omit<BenchCard, 'pins'>): BenchCard {
  return { image, secrets, pins: pinsOf(secrets) }
}

/** The card in the only reader. Signatures repeat themselves (RFC 6979), so that a recording of them can be played. */
export function simulatedLayer({ image }: BenchCard, statePath: string, delays: Delays = new Map()): ReaderLayer {
  return {
    readers: () => Promise.resolve([{ name: `sim:${image}`, layer: 'simulator', card: 'present' }]),
    connect: () => openSimulatedCard({ imagePath: image, statePath, seed: 1, delays }),
  }
}

function pinsOf(secretsFile: string): PinSource {
  const lines = readFileSync(secretsFile, 'utf8').split('\n')
  const values = new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  return {
    available: (pin) => (values.has(pin) ? Infinity : 0),
    request: ({ pin }) => Promise.resolve(SecretBytes.take(Uint8Array.from(Buffer.from(values.get(pin) ?? '')))),
    refused: () => Promise.resolve(),
    tryAgain: () => Promise.resolve(false),
  }
}
