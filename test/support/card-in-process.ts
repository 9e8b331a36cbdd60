import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseCardImage, type CardImage } from '../../simulator/card/image/card-image.js'
import { readCounters, type CardCounters } from '../../simulator/card/card-counters.js'
import { CardCore } from '../../simulator/card/core/card-core.js'
import { LogStateStore } from '../../simulator/card/state/log-state-store.js'
import { MemoryMedium } from '../../simulator/card/state/log-medium.js'
import type { CardOptions } from '../../simulator/personalise/card-options.js'
import { createCard } from '../../simulator/personalise/create-card.js'
import type { CardTransport } from '../../src/apdu/transport.js'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { RefusedSecrets } from '../../src/pin/refused-secrets.js'
import { silentLogger } from '../../src/log/logger.js'
import type { CardLayer, Workplace } from '../../src/operations/workplace.js'
import type { ScriptedPins } from './scripted-pins.js'
import { VolatileMemory } from './volatile-memory.js'

/** A personalised card: its image and the secrets of its letter. */
export interface TestCard {
  readonly image: CardImage
  /** The file of the image. */
  readonly file: Uint8Array
  /** As in the secrets file: `PIN.QES.transport` → digits. */
  readonly secrets: Readonly<Record<string, string>>
  readonly trust: Uint8Array
}

/** Makes a card in a folder that is gone afterwards. */
export async function makeCard(options: Omit<CardOptions, 'out'>): Promise<TestCard> {
  const folder = mkdtempSync(join(tmpdir(), 'ehba-card-'))
  try {
    const card = await createCard({ ...options, out: join(folder, 'card') })
    const lines = readFileSync(card.secrets, 'utf8').split('\n')
    const secrets = lines.filter((line) => /^[^#].*=/.test(line)).map((line) => line.split('=') as [string, string])
    const file = readFileSync(card.image)
    return {
      image: parseCardImage(file),
      file,
      secrets: Object.fromEntries(secrets),
      trust: readFileSync(card.trust),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * One simulated card in one reader: its state lasts from one connection to the next, as on disk, and all commands are
 * kept for the test to look at.
 */
export class CardSlot implements CardLayer {
  readonly commands: string[] = []
  /** Hex; one for each command. */
  readonly answers: string[] = []
  extendedLength = true
  /** Called before each command; may throw, as a card does that is pulled. */
  beforeCommand: ((command: Uint8Array) => void) | undefined
  /** Called before a hold ends with a reset. */
  beforeReset: (() => void) | undefined
  /** Replaces the answer to a command (hex). */
  changeAnswer: ((command: string, answer: Uint8Array) => Uint8Array) | undefined
  readonly #image: CardImage
  readonly #medium = new MemoryMedium()
  #core: CardCore | undefined

  constructor(image: CardImage) {
    this.#image = image
  }

  readers(): Promise<{ name: string; layer: 'simulator'; card: 'present' }[]> {
    return Promise.resolve([{ name: 'sim:test', layer: 'simulator', card: 'present' }])
  }

  connect(): Promise<CardTransport> {
    const core = new CardCore({ image: this.#image, store: new LogStateStore(this.#medium), seed: 1 })
    this.#core = core
    const atr = core.powerOn()
    return Promise.resolve({
      atr,
      extendedLength: this.extendedLength,
      // eslint-disable-next-line @typescript-eslint/require-await -- what the card throws must reject, not throw
      transmit: async (command: Uint8Array) => this.#exchange(core, command),
      hold: () =>
        Promise.resolve({
          end: () => {
            this.beforeReset?.()
            core.reset()
            return Promise.resolve()
          },
        }),
      close: () => {
        core.powerOff()
        return Promise.resolve()
      },
    })
  }

  #exchange(core: CardCore, command: Uint8Array): Uint8Array {
    const hex = toHex(command)
    this.commands.push(hex)
    this.beforeCommand?.(command)
    const answer = core.process(command)
    const given = this.changeAnswer?.(hex, answer) ?? answer
    this.answers.push(toHex(given))
    return given
  }

  /** The card's own count. */
  get counters(): CardCounters {
    if (!this.#core) throw new Error('no card was connected')
    return readCounters(this.#core.image, this.#core.memory)
  }

  /** How many commands begin with these bytes, hex. */
  count(prefix: string): number {
    return this.commands.filter((command) => command.startsWith(prefix)).length
  }

  /** Sends a command past the host, as another program does. */
  inject(command: string): void {
    this.#core?.process(fromHex(command))
  }
}

/** A workplace around a slot. */
export function workplaceFor(slot: CardLayer, pins: ScriptedPins, changes: Partial<Workplace> = {}): Workplace {
  return {
    layer: slot,
    card: undefined,
    chooseCard: undefined,
    pins,
    memory: new VolatileMemory(),
    refused: new RefusedSecrets(),
    allowLastTry: false,
    clock: () => new Date(),
    log: silentLogger,
    ...changes,
  }
}
