import { decodeResponse, type ResponseApdu } from '../apdu/response-apdu.js'
import type { CardHold, CardTransport } from '../apdu/transport.js'
import { HealthCardError } from '../errors/health-card-error.js'

/** A card that nobody else uses until it is given back, and that can be reset meanwhile. Giving it back resets it. */
export class HeldCard implements AsyncDisposable {
  readonly #card: CardTransport
  #hold: CardHold

  private constructor(card: CardTransport, hold: CardHold) {
    this.#card = card
    this.#hold = hold
  }

  static async take(card: CardTransport): Promise<HeldCard> {
    return new HeldCard(card, await card.hold())
  }

  get extendedLength(): boolean {
    return this.#card.extendedLength
  }

  /** @throws HealthCardError what the transport throws; `HC_CARD_DATA_MALFORMED` for an answer without a status word */
  async transmit(command: Uint8Array): Promise<ResponseApdu> {
    const answer = await this.#card.transmit(command)
    if (answer.length < 2) throw new HealthCardError('HC_CARD_DATA_MALFORMED', 'an answer without status word')
    return decodeResponse(answer)
  }

  /** Warm reset. */
  async reset(): Promise<void> {
    await this.#hold.end()
    this.#hold = await this.#card.hold()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hold.end()
  }
}
