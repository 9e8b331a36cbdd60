import type { PinPad } from '../apdu/pin-pad.js'
import type { CardHold, CardTransport } from '../apdu/transport.js'
import { ANSWER_MS, CardLine, type CardLineOptions } from './card-line.js'
import type { ControlCode, PcscCard } from './pcsc-backend.js'
import { isLost, isPcscError, PcscError } from './pcsc-error.js'
import { shortForm } from './short-form.js'
import { within } from './within.js'

/** What a {@link PcscTransport} needs to know besides its card. */
export interface PcscTransportOptions extends CardLineOptions {
  readonly atr: Uint8Array
}

/** The first answer after power-up: no command that comes then takes long. */
const FIRST_ANSWER_MS = 5000
/** A card may compute an RSA key for minutes. */
const KEY_GENERATION_MS = 300_000
const keyGeneration: readonly number[] = [0x46, 0x47]

/** SELECT of the root with a long Le (gemSpec_COS §14.2.6.1): changes nothing when nothing is selected yet. */
const probe = Uint8Array.of(0x00, 0xa4, 0x04, 0x04, 0x00, 0x00, 0x00)

/** A card behind PC/SC. Its times, locks and failures are those of its {@link CardLine}. */
export class PcscTransport implements CardTransport {
  readonly atr: Uint8Array
  extendedLength = true
  pinPad?: PinPad
  readonly #line: CardLine
  readonly #options: PcscTransportOptions
  #answered = false
  /** True after the first answer to a command with extended length fields. */
  #extendedLengthProved = false

  constructor(card: PcscCard, options: PcscTransportOptions) {
    this.#line = new CardLine(card, options)
    this.#options = options
    this.atr = options.atr
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#line.use(async (card) => {
      const response = await this.#transmit(card, command)
      // What a card that is gone looks like behind some drivers (measured with that of vsmartcard).
      if (response.length < 2)
        throw await this.#line.end(new PcscError('removedCard', 'a response without status word'))
      this.#answered = true
      return response
    })
  }

  claim(): Promise<boolean> {
    return this.#line.use((_, undisturbed) => Promise.resolve(undisturbed))
  }

  async hold(): Promise<CardHold> {
    await this.#line.hold()
    return { end: () => this.#line.letGo() }
  }

  close(): Promise<void> {
    return this.#line.close()
  }

  /**
   * Asks the reader's driver something that it may not know.
   *
   * @throws PcscError what the driver says; the connection goes on
   */
  ask(code: ControlCode, input: Uint8Array): Promise<Uint8Array> {
    const ms = this.#options.patienceMs ?? FIRST_ANSWER_MS
    return this.#line.use(async (card) => {
      try {
        return await within(card.control(code, input), { ms })
      } catch (error) {
        throw isPcscError(error, 'silent') ? await this.#line.end(error) : error
      }
    })
  }

  /** Gives the reader an order that a person and the card have a part in. It ends when the program is asked to stop, too. */
  order(code: ControlCode, input: Uint8Array, ms: number): Promise<Uint8Array> {
    const { signal } = this.#options
    return this.#line.use(async (card) => {
      try {
        return await within(card.control(code, input), { ms, signal })
      } catch (error) {
        const isOfTheOrder = isPcscError(error, 'unsupportedFeature', 'invalidParameter', 'timeout')
        throw isOfTheOrder ? error : await this.#line.end(error)
      }
    })
  }

  /**
   * Finds out whether the reader carries extended length fields, where it does not say so itself. Before anything else: a
   * driver may fail in a way that leaves the card in an unknown state, so it is reset then.
   */
  tryExtendedLength(): Promise<void> {
    return this.#line.use(async (card) => {
      try {
        const response = await within(card.transmit(probe), { ms: this.#answerMs(probe) })
        this.#extendedLengthProved = !isWrongLength(response)
        this.extendedLength = this.#extendedLengthProved
      } catch (error) {
        if (!isRefusal(error) && !isLost(error)) throw await this.#line.end(error)
        this.extendedLength = false
        await this.#line.reset()
      }
    })
  }

  /** With short length fields where reader or card say that they do not take the others. Neither has done anything then. */
  async #transmit(card: PcscCard, command: Uint8Array): Promise<Uint8Array> {
    const ms = this.#answerMs(command)
    const short = this.#extendedLengthProved ? undefined : shortForm(command)
    if (!short) return await this.#line.answer(card.transmit(command), ms)
    try {
      const response = await within(card.transmit(command), { ms })
      this.#extendedLengthProved = !isWrongLength(response)
      if (this.#extendedLengthProved) return response
    } catch (error) {
      if (!isRefusal(error)) throw await this.#line.end(error)
    }
    this.extendedLength = false
    return await this.#line.answer(card.transmit(short), ms)
  }

  #answerMs([, instruction = 0]: Uint8Array): number {
    const { patienceMs } = this.#options
    if (patienceMs !== undefined) return patienceMs
    if (keyGeneration.includes(instruction)) return KEY_GENERATION_MS
    return this.#answered ? ANSWER_MS : FIRST_ANSWER_MS
  }
}

/** The reader does not carry such a command. */
function isRefusal(error: unknown): boolean {
  return isPcscError(error, 'invalidParameter', 'insufficientBuffer', 'unsupportedFeature')
}

/** 6700: wrong length. */
function isWrongLength(response: Uint8Array): boolean {
  return response.length === 2 && response[0] === 0x67 && response[1] === 0x00
}
