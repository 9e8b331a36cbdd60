import type { SimulatedCard } from '../../simulator/card/simulated-card.js'
import type { CardSource } from '../../simulator/reader/card-source.js'
import type { ReaderCard } from '../../simulator/reader/reader-card.js'

/**
 * A card in a simulated reader that becomes another one without leaving the reader: each case of the suite finds it as it was made,
 * and nobody has to wait until pcscd has seen a card go and come.
 */
export class RenewableCard implements ReaderCard {
  readonly #make: () => SimulatedCard
  #card: SimulatedCard

  constructor(make: () => SimulatedCard) {
    this.#make = make
    this.#card = make()
  }

  /** The card as a reader takes it. */
  get source(): CardSource {
    return {
      imagePath: 'of the conformance suite',
      open: () => Promise.resolve({ card: this, counters: () => this.#card.counters() }),
    }
  }

  /** The next command goes to a card that was made anew and just powered. */
  async renew(): Promise<void> {
    await this.#card.close()
    this.#card = this.#make()
  }

  get atr(): Uint8Array {
    return this.#card.atr
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#card.transmit(command)
  }

  reset(): Promise<void> {
    return this.#card.reset()
  }

  powerUp(): Promise<Uint8Array> {
    return this.#card.powerUp()
  }

  powerDown(): Promise<void> {
    return this.#card.powerDown()
  }

  close(): Promise<void> {
    return this.#card.close()
  }
}
