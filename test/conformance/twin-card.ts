import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CardHold, CardTransport } from '../../src/apdu/transport.js'
import type { CardSource } from '../../simulator/reader/card-source.js'
import type { ReaderCard } from '../../simulator/reader/reader-card.js'
import { Twin } from '../jcardsim/twin.js'

/** The Java Card twin as a card that forgets: for who speaks to it, and for a reader that holds it. */
export class TwinCard implements CardTransport, ReaderCard {
  readonly extendedLength = true
  readonly atr: Uint8Array
  readonly #twin: Twin
  readonly #folder: string

  private constructor(twin: Twin, folder: string, atr: Uint8Array) {
    this.#twin = twin
    this.#folder = folder
    this.atr = atr
  }

  /** Starts it on an image. */
  static async start(image: Uint8Array): Promise<TwinCard> {
    const folder = mkdtempSync(join(tmpdir(), 'ehba-twin-'))
    writeFileSync(join(folder, 'card.xml'), image)
    const twin = await Twin.start({ image: join(folder, 'card.xml'), volatile: true })
    return new TwinCard(twin, folder, await twin.atr())
  }

  /** The card as a reader takes it. */
  get source(): CardSource {
    const counters = (): never => {
      throw new Error('the twin does not tell its counters')
    }
    return { imagePath: 'of the twin', open: () => Promise.resolve({ card: this, counters }) }
  }

  /** The next command goes to a card that was just made. */
  renew(): Promise<void> {
    this.#twin.restart()
    return Promise.resolve()
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#twin.transmit(command)
  }

  reset(): Promise<void> {
    this.#twin.reset()
    return Promise.resolve()
  }

  /** A warm reset: a card whose power were taken would be another one. */
  powerUp(): Promise<Uint8Array> {
    this.#twin.reset()
    return Promise.resolve(this.atr)
  }

  powerDown(): Promise<void> {
    return this.reset()
  }

  hold(): Promise<CardHold> {
    return Promise.resolve({ end: () => this.reset() })
  }

  /** It stays for the next who wants one. */
  close(): Promise<void> {
    return Promise.resolve()
  }

  /** Ends its process. */
  async end(): Promise<void> {
    await this.#twin.close()
    rmSync(this.#folder, { recursive: true })
  }
}
