import { setTimeout as wait } from 'node:timers/promises'
import type { CardHold, CardTransport } from '../../src/apdu/transport.js'
import { readCounters, type CardCounters } from './card-counters.js'
import { CardCore, type CardCoreOptions } from './core/card-core.js'
import type { CosVersion } from './core/command-context.js'
import { delayOf, type Delays } from './delays.js'
import { parseCardImage } from './image/card-image.js'
import { FileMedium } from './state/file-medium.js'
import { SimulatorError } from './simulator-error.js'
import { readImageFile } from './state/image-file.js'
import type { LogMedium } from './state/log-medium.js'
import { LogStateStore } from './state/log-state-store.js'
import { lockState } from './state/state-lock.js'
import { placeState } from './state/state-place.js'

/** Options of {@link openSimulatedCard}. */
export interface SimulatedCardOptions {
  /** The card image; never written. */
  readonly imagePath: string
  /** The state file; beside the image, or in the user's state folder, when not said. */
  readonly statePath?: string
  /** Makes the card repeat itself: randomness from this number, signatures by RFC 6979. */
  readonly seed?: number
  readonly delays?: Delays
  readonly cos?: CosVersion
  /** How long to wait for a card that another process uses, in ms; 0 when not said. */
  readonly waitMs?: number
  /** Puts something between the card and its state file: a fault, a count. */
  readonly wrapMedium?: (medium: LogMedium) => LogMedium
}

/** Options of {@link createSimulatedCard}. */
export interface InMemoryCardOptions extends CardCoreOptions {
  readonly delays?: Delays
}

/**
 * A simulated card behind the port that real readers have. It is one card in one reader: closing takes its power away, and
 * everything but its persistent state is gone.
 */
export class SimulatedCard implements CardTransport {
  readonly extendedLength = true
  readonly #core: CardCore
  readonly #delays: Delays
  readonly #release: () => Promise<void>
  #atr: Uint8Array
  #lastExchange: Promise<unknown> = Promise.resolve()
  #open = true

  /** Powers the card. `release` is called once, when the card is closed. */
  constructor(core: CardCore, delays: Delays, release: () => Promise<void>) {
    this.#core = core
    this.#delays = delays
    this.#release = release
    this.#atr = core.powerOn()
  }

  /** Of the last reset: cold after opening, warm after {@link SimulatedCard.reset}. */
  get atr(): Uint8Array {
    return this.#atr
  }

  /** What the image holds and this card does not know, one line each. */
  get warnings(): readonly string[] {
    return this.#core.image.warnings
  }

  /** The card's own counters; they can be asked for after closing, too. */
  counters(): CardCounters {
    return readCounters(this.#core.image, this.#core.memory)
  }

  /** @throws SimulatorError `removed` after {@link SimulatedCard.close}, or where power goes away while the card is writing. */
  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#inTurn(() => this.#exchange(command))
  }

  reset(): Promise<void> {
    return this.#inTurn(() => {
      this.#atr = this.#core.reset()
    })
  }

  /** Takes the power away and keeps the card: all but its persistent state is gone. {@link SimulatedCard.powerUp} ends that. */
  powerDown(): Promise<void> {
    return this.#inTurn(() => {
      this.#core.powerOff()
    })
  }

  /**
   * Cold reset, with or without power before. Returns the answer to reset.
   *
   * @throws SimulatorError `removed` after {@link SimulatedCard.close}
   */
  powerUp(): Promise<Uint8Array> {
    return this.#inTurn(() => {
      if (!this.#open) throw new SimulatorError('removed', 'the card is closed')
      this.#atr = this.#core.powerOn()
      return this.#atr
    })
  }

  /** One process alone has the card: nobody has to be kept away. */
  hold(): Promise<CardHold> {
    return Promise.resolve({
      end: async () => {
        try {
          await this.reset()
        } catch (error) {
          // A card without power has lost its security status already.
          if (!(error instanceof SimulatorError) || error.code !== 'removed') throw error
        }
      },
    })
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#open) return
      this.#open = false
      this.#core.powerOff()
      await this.#release()
    })
  }

  #exchange(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    return this.#delays.size === 0 ? this.#core.process(command) : this.#delayed(command)
  }

  async #delayed(command: Uint8Array): Promise<Uint8Array> {
    const started = performance.now()
    const answer = this.#core.process(command)
    const leftMs = delayOf(command, this.#delays) - (performance.now() - started)
    if (leftMs > 0) await wait(leftMs)
    return answer
  }

  /** One exchange at a time: the next begins when the one before has ended, well or badly. */
  async #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    // A card without delays answers before it can be asked again.
    if (this.#delays.size === 0) return work()
    const turn = this.#lastExchange.then(work, work)
    this.#lastExchange = turn.catch(() => undefined)
    return turn
  }
}

/**
 * Opens the card of an image, with its state of the last time. One process at a time can have it.
 *
 * @throws SimulatorError `imageUnreadable`, `imageInvalid`, `inUse`, `stateUnusable`, `stateInvalid`, `stateForeignImage`.
 */
export async function openSimulatedCard(options: SimulatedCardOptions): Promise<SimulatedCard> {
  const { imagePath, statePath, waitMs, delays = new Map(), seed, cos, wrapMedium } = options
  const image = parseCardImage(readImageFile(imagePath))
  const place = placeState({ imagePath, imageDigest: image.digest, ...(statePath !== undefined && { statePath }) })
  const lock = await lockState(place, waitMs === undefined ? {} : { waitMs })
  const file = new FileMedium(place)
  const store = new LogStateStore(wrapMedium ? wrapMedium(file) : file)
  const release = async (): Promise<void> => {
    store.close()
    await lock.release()
  }
  try {
    const core = new CardCore({ image, store, ...(seed !== undefined && { seed }), ...(cos && { cos }) })
    return new SimulatedCard(core, delays, release)
  } catch (error) {
    await release()
    throw error
  }
}

/**
 * A card in memory, for tests: the caller brings image and store.
 *
 * @throws SimulatorError `imageInvalid`, `stateInvalid`, `stateForeignImage`.
 */
export function createSimulatedCard({ delays = new Map(), ...options }: InMemoryCardOptions): SimulatedCard {
  return new SimulatedCard(new CardCore(options), delays, () => {
    options.store.close()
    return Promise.resolve()
  })
}
