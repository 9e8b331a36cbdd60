import type { CardTransport } from '../apdu/transport.js'
import { guardedTransport } from './reading-guard.js'

/**
 * Where the suite gets its card from. There are two ways to make one, and only the one that says so in its name lets more
 * through than commands that read.
 */
export class CardSource {
  /** Whether cases may change the card. */
  readonly expendable: boolean
  readonly #withCard: <T>(work: (card: CardTransport) => Promise<T>) => Promise<T>

  private constructor(expendable: boolean, withCard: <T>(work: (card: CardTransport) => Promise<T>) => Promise<T>) {
    this.expendable = expendable
    this.#withCard = withCard
  }

  /**
   * Simulated cards that were made for this: each case has one to itself, in the same state.
   *
   * @param fresh - makes such a card, powered; the suite closes it
   */
  static simulated(fresh: () => Promise<CardTransport>): CardSource {
    return new CardSource(true, async (work) => {
      const card = await fresh()
      try {
        return await work(card)
      } finally {
        await card.close()
      }
    })
  }

  /** A card that somebody may need: nothing but reading commands get to it. The caller closes it. */
  static readOnly(card: CardTransport): CardSource {
    const guarded = guardedTransport(card)
    return new CardSource(false, (work) => work(guarded))
  }

  /** Lends a card for one case. */
  withCard<T>(work: (card: CardTransport) => Promise<T>): Promise<T> {
    return this.#withCard(work)
  }
}
