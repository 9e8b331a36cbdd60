import { SimulatorError } from '../card/simulator-error.js'
import { FaultStrike, type Strike } from './faults/fault-strike.js'
import type { ReaderCard } from './reader-card.js'
import { ReaderError } from './reader-error.js'
import type { Answer } from './wire/question.js'

const NO_CARD: Answer = { status: 'noCard' }

/** Where the card is put in. A card that is pulled out answers nothing any more, also what it was asked before. */
export class CardSlot {
  readonly #onStrike: (strike: Strike) => void
  #card: ReaderCard | undefined
  #waiting: ((answer: Answer) => void) | undefined
  #closing: Promise<void> = Promise.resolve()

  /** @param onStrike - told of a fault; a pulled card has left the slot by then */
  constructor(onStrike: (strike: Strike) => void) {
    this.#onStrike = onStrike
  }

  get present(): boolean {
    return this.#card !== undefined
  }

  /** The answer to the last reset of the card; empty where there is none. */
  get atr(): Uint8Array {
    return this.#card?.atr ?? new Uint8Array(0)
  }

  /** Puts a card in. @throws ReaderError `slotTaken` */
  insert(card: ReaderCard): void {
    if (this.#card) throw new ReaderError('slotTaken', 'there is a card in the reader')
    this.#card = card
  }

  /** Pulls the card out; resolves when its state is closed. Does nothing where there is none. */
  remove(): Promise<void> {
    const card = this.#card
    this.#card = undefined
    this.#waiting?.(NO_CARD)
    if (card) this.#closing = card.close()
    return this.#closing
  }

  /**
   * Does something with the card. Resolves at once where it is pulled out meanwhile.
   *
   * @throws whatever `work` throws that is neither a fault nor the end of the card
   */
  ask(work: (card: ReaderCard) => Promise<Uint8Array>): Promise<Answer> {
    const card = this.#card
    if (!card) return Promise.resolve(NO_CARD)
    return new Promise((resolve, reject) => {
      this.#waiting = resolve
      work(card).then(
        (body) => {
          resolve({ status: 'done', body })
        },
        (error: unknown) => {
          const strike = strikeOf(error)
          if (!strike) {
            reject(error instanceof Error ? error : new Error('the card failed', { cause: error }))
            return
          }
          void this.#suffer(card, strike)
          // A pcscd that is killed hears no answer any more.
          if (strike.kind !== 'pcscdKilled') resolve({ status: strike.kind === 'pull' ? 'noCard' : 'readerGone' })
        },
      )
    })
  }

  async #suffer(card: ReaderCard, strike: Strike): Promise<void> {
    if (strike.kind === 'pull' && this.#card === card) await this.remove()
    this.#onStrike(strike)
  }
}

/** A card that has lost its power for good is as good as pulled. */
function strikeOf(error: unknown): Strike | undefined {
  if (error instanceof FaultStrike) return error.strike
  return error instanceof SimulatorError ? { kind: 'pull' } : undefined
}
