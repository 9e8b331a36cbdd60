import type { ReaderCard } from './reader-card.js'

/** A card that stands before another one, and changes what passes its contacts. */
export abstract class ForwardingCard implements ReaderCard {
  protected readonly card: ReaderCard

  constructor(card: ReaderCard) {
    this.card = card
  }

  get atr(): Uint8Array {
    return this.card.atr
  }

  abstract transmit(command: Uint8Array): Promise<Uint8Array>

  reset(): Promise<void> {
    return this.card.reset()
  }

  powerUp(): Promise<Uint8Array> {
    return this.card.powerUp()
  }

  powerDown(): Promise<void> {
    return this.card.powerDown()
  }

  close(): Promise<void> {
    return this.card.close()
  }
}
