import { CardSlot } from './card-slot.js'
import type { Strike } from './faults/fault-strike.js'
import { describePlainReader, type PinPad } from './pinpad/pin-pad.js'
import type { ReaderCard } from './reader-card.js'
import type { ReaderTrace } from './reader-trace.js'
import type { Answer, Question } from './wire/question.js'

/** What a simulated reader is made of. */
export interface SimulatedReaderOptions {
  readonly pinPad?: PinPad
  readonly trace?: ReaderTrace
  /** Told of a fault that has struck. A pulled card is out by then, an unplugged reader answers nothing. */
  readonly onStrike?: (strike: Strike) => void
}

const present = Uint8Array.of(1)
const absent = Uint8Array.of(0)
const nothing = new Uint8Array(0)

/** One reader with one slot, and a PIN pad where it has one. */
export class SimulatedReader {
  readonly #options: SimulatedReaderOptions
  readonly #slot: CardSlot
  #plugged = true

  constructor(options: SimulatedReaderOptions) {
    this.#options = options
    this.#slot = new CardSlot((strike) => {
      if (strike.kind === 'readerGone') this.#plugged = false
      options.onStrike?.(strike)
    })
  }

  get plugged(): boolean {
    return this.#plugged
  }

  /** The answer to the last reset of the card; empty where there is none. */
  get atr(): Uint8Array {
    return this.#slot.atr
  }

  get holdsCard(): boolean {
    return this.#slot.present
  }

  /** Puts a card in. @throws ReaderError `slotTaken` */
  insert(card: ReaderCard): void {
    this.#slot.insert(card)
    this.#options.trace?.event('insert')
  }

  /** Pulls the card out; resolves when its state is closed. */
  async remove(): Promise<void> {
    if (this.#slot.present) this.#options.trace?.event('remove')
    await this.#slot.remove()
  }

  /** Pulls the reader's own plug; its card stays in and loses its power. */
  async unplug(): Promise<void> {
    this.#plugged = false
    this.#options.trace?.event('unplug')
    await this.#slot.ask((card) => card.powerDown().then(() => nothing))
  }

  /** Puts the plug back in. */
  plug(): void {
    this.#plugged = true
    this.#options.trace?.event('plug')
  }

  /** Answers one question of pcscd. */
  respond(question: Question): Promise<Answer> {
    if (!this.#plugged) return Promise.resolve({ status: 'readerGone' })
    switch (question.kind) {
      case 'presence':
        return Promise.resolve({ status: 'done', body: this.#slot.present ? present : absent })
      case 'powerUp':
        return this.#power('powerUp', (card) => card.powerUp())
      case 'reset':
        return this.#power('reset', async (card) => {
          await card.reset()
          return card.atr
        })
      case 'powerDown':
        return this.#power('powerDown', (card) => card.powerDown().then(() => nothing))
      case 'transmit':
        return this.#slot.ask((card) => this.#exchange(card, question.command))
      case 'control':
        return this.#control(question.code, question.input)
    }
  }

  #power(event: 'powerUp' | 'reset' | 'powerDown', work: (card: ReaderCard) => Promise<Uint8Array>): Promise<Answer> {
    if (this.#slot.present) this.#options.trace?.event(event)
    return this.#slot.ask(work)
  }

  async #control(code: number, input: Uint8Array): Promise<Answer> {
    const { pinPad } = this.#options
    if (pinPad?.isEntry(code)) {
      return await this.#slot.ask((card) => pinPad.enter(code, input, (command) => this.#exchange(card, command)))
    }
    const body = pinPad ? pinPad.describe(code) : describePlainReader(code)
    return body ? { status: 'done', body } : { status: 'notSupported' }
  }

  #exchange(card: ReaderCard, command: Uint8Array): Promise<Uint8Array> {
    const { trace } = this.#options
    return trace ? tracedExchange(card, command, trace) : card.transmit(command)
  }
}

async function tracedExchange(card: ReaderCard, command: Uint8Array, trace: ReaderTrace): Promise<Uint8Array> {
  const told = trace.command(command)
  let response: Uint8Array | undefined
  try {
    response = await card.transmit(command)
    return response
  } finally {
    told.answer(response)
  }
}
