import { setTimeout as wait } from 'node:timers/promises'
import type { PinPad } from '../apdu/pin-pad.js'
import type { CardHold, CardTransport } from '../apdu/transport.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { cardFailure } from './card-failure.js'
import type { ControlCode, PcscCard, ReaderState } from './pcsc-backend.js'
import { isPcscError, PcscError } from './pcsc-error.js'
import { shortForm } from './short-form.js'
import { within } from './within.js'

/** What a {@link PcscTransport} needs to know besides its card. */
export interface PcscTransportOptions {
  readonly reader: string
  readonly atr: Uint8Array
  /** How long to wait for a card that another program keeps, in ms; never less than {@link SHORT_USE_MS}. */
  readonly waitMs: number
  /** Replaces all other times: how long the card may take for anything, in ms. */
  readonly patienceMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** The reader as it is now; undefined: it is not there any more. */
  readonly state: () => Promise<ReaderState | undefined>
  /** Ends calls of the native module that hang; absent where nothing can. */
  readonly cut?: (() => void) | undefined
  /** Names of programs that use PC/SC now, for the text of a busy card. */
  readonly programs: () => Promise<readonly string[]>
}

/** Programs keep a card for single commands all the time: that is no reason yet to call it busy. */
export const SHORT_USE_MS = 2000
/** The first answer after power-up: no command that comes then takes long. */
const FIRST_ANSWER_MS = 5000
const ANSWER_MS = 30_000
/** A card may compute an RSA key for minutes. */
const KEY_GENERATION_MS = 300_000
const keyGeneration: readonly number[] = [0x46, 0x47]

/** Others get their turn when no command comes for so long. It is far below the 5 s after which Windows resets a card. */
const IDLE_MS = 200
/** SELECT of the root with a long Le (gemSpec_COS §14.2.6.1): changes nothing when nothing is selected yet. */
const probe = Uint8Array.of(0x00, 0xa4, 0x04, 0x04, 0x00, 0x00, 0x00)

const TRY_AGAIN_MS = 40
/** pcscd looks at each reader every 400 ms: that long it may take until it says what was lost. */
const NEWS_MS = 600
const CLOSE_MS = 1000
/** Each reset by another program costs one more. */
const MAX_RECONNECTS = 20

/**
 * A card behind PC/SC. Commands that follow each other closely run inside one lock, so that no other program can select
 * something else between them; a hold is a lock that does not end by itself.
 *
 * After a failure the connection is of no use any more: each later call rejects with the same error.
 */
export class PcscTransport implements CardTransport {
  readonly atr: Uint8Array
  extendedLength = true
  pinPad?: PinPad
  readonly #card: PcscCard
  readonly #options: PcscTransportOptions
  #last: Promise<unknown> = Promise.resolve()
  #locked = false
  #held = false
  #answered = false
  /** True after the first answer to a command with extended length fields. */
  #extendedLengthProved = false
  #idle: NodeJS.Timeout | undefined
  #failure: HealthCardError | undefined
  /** True where a call of the native module has not come back: another one would wait behind it. */
  #hangs = false

  constructor(card: PcscCard, options: PcscTransportOptions) {
    this.#card = card
    this.#options = options
    this.atr = options.atr
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      await this.#lock()
      const response = await this.#transmit(command)
      // What a card that is gone looks like behind some drivers (measured with that of vsmartcard).
      if (response.length < 2) throw await this.#end(new PcscError('removedCard', 'a response without status word'))
      this.#answered = true
      return response
    })
  }

  /**
   * Asks the reader's driver something that it may not know.
   *
   * @throws PcscError what the driver says; the connection goes on
   */
  ask(code: ControlCode, input: Uint8Array): Promise<Uint8Array> {
    const ms = this.#options.patienceMs ?? FIRST_ANSWER_MS
    return this.#inTurn(async () => {
      await this.#lock()
      try {
        return await within(this.#card.control(code, input), { ms })
      } catch (error) {
        throw isPcscError(error, 'silent') ? await this.#end(error) : error
      }
    })
  }

  /** Gives the reader an order that a person and the card have a part in. It ends when the program is asked to stop, too. */
  order(code: ControlCode, input: Uint8Array, ms: number): Promise<Uint8Array> {
    const { signal } = this.#options
    return this.#inTurn(async () => {
      await this.#lock()
      try {
        return await within(this.#card.control(code, input), { ms, signal })
      } catch (error) {
        throw isPcscError(error, 'unsupportedFeature', 'invalidParameter', 'timeout') ? error : await this.#end(error)
      }
    })
  }

  /**
   * Finds out whether the reader carries extended length fields, where it does not say so itself. Before anything else: a
   * driver may fail in a way that leaves the card in an unknown state, so it is reset then.
   */
  tryExtendedLength(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#lock()
      const ms = this.#answerMs(probe)
      try {
        this.#extendedLengthProved = !isWrongLength(await within(this.#card.transmit(probe), { ms }))
        this.extendedLength = this.#extendedLengthProved
      } catch (error) {
        if (!isRefusal(error) && !isLost(error)) throw await this.#end(error)
        this.extendedLength = false
        await this.#exchange(ms, this.#card.unlock('reset'))
        this.#locked = false
      }
    })
  }

  claim(): Promise<boolean> {
    return this.#inTurn(() => this.#lock())
  }

  hold(): Promise<CardHold> {
    return this.#inTurn(async () => {
      await this.#lock()
      this.#held = true
      return { end: () => this.#endHold() }
    })
  }

  close(): Promise<void> {
    return this.#next(async () => {
      clearTimeout(this.#idle)
      this.#failure ??= new HealthCardError('HC_CARD_REMOVED', 'the connection is closed', {
        reader: this.#options.reader,
      })
      if (this.#hangs) return
      // Without a hold nothing was proved to the card. Others may have proved something: a reset would take it from them.
      const then = this.#held ? 'reset' : 'leave'
      const ending = this.#locked ? this.#card.unlock(then).catch(() => undefined) : Promise.resolve()
      await settled(
        CLOSE_MS,
        ending.then(() => this.#card.disconnect(then)),
      )
    })
  }

  #endHold(): Promise<void> {
    return this.#next(async () => {
      // After a failure closing resets the card, if it is still there.
      if (!this.#held || this.#failure) return
      try {
        await this.#exchange(ANSWER_MS, this.#card.unlock('reset'))
        this.#held = false
        this.#locked = false
      } catch (error) {
        // A card that is gone has lost its security status with its power; what comes next is told so.
        if (!isHealthCardError(error)) throw error
      }
    })
  }

  /** Keeps others away. @returns false where they may have used the card since the last command */
  async #lock(): Promise<boolean> {
    if (this.#locked) return true
    const { patienceMs, waitMs } = this.#options
    const deadline = performance.now() + (patienceMs ?? Math.max(waitMs, SHORT_USE_MS))
    for (let reconnects = 0; ;) {
      try {
        await this.#lockBefore(deadline)
        this.#locked = true
        return false
      } catch (error) {
        if (isPcscError(error, 'sharingViolation') && performance.now() < deadline) {
          await wait(TRY_AGAIN_MS)
        } else if (isPcscError(error, 'resetCard', 'removedCard', 'unpoweredCard') && ++reconnects <= MAX_RECONNECTS) {
          await this.#exchange(patienceMs ?? FIRST_ANSWER_MS, this.#card.reconnect())
        } else throw await this.#end(error)
      }
    }
  }

  async #lockBefore(deadline: number): Promise<void> {
    const { signal } = this.#options
    const clearAway = (): Promise<unknown> =>
      this.#card.unlock('leave').then(
        () => this.#card.disconnect('leave'),
        () => undefined,
      )
    try {
      const ms = Math.max(deadline - performance.now(), TRY_AGAIN_MS)
      await within(this.#card.lock(), { ms, signal, late: clearAway })
    } catch (error) {
      if (!isPcscError(error, 'silent')) throw error
      this.#giveUp()
      throw new PcscError('sharingViolation', 'another program does not let go of the card', { cause: error })
    }
  }

  /** With short length fields where reader or card say that they do not take the others. Neither has done anything then. */
  async #transmit(command: Uint8Array): Promise<Uint8Array> {
    const short = this.#extendedLengthProved ? undefined : shortForm(command)
    if (!short) return await this.#exchange(this.#answerMs(command), this.#card.transmit(command))
    try {
      const response = await within(this.#card.transmit(command), { ms: this.#answerMs(command) })
      this.#extendedLengthProved = !isWrongLength(response)
      if (this.#extendedLengthProved) return response
    } catch (error) {
      if (!isRefusal(error)) throw await this.#end(error)
    }
    this.extendedLength = false
    return await this.#exchange(this.#answerMs(command), this.#card.transmit(short))
  }

  async #exchange<T>(ms: number, exchange: Promise<T>): Promise<T> {
    try {
      return await within(exchange, { ms })
    } catch (error) {
      throw await this.#end(error)
    }
  }

  #answerMs([, instruction = 0]: Uint8Array): number {
    const { patienceMs } = this.#options
    if (patienceMs !== undefined) return patienceMs
    if (keyGeneration.includes(instruction)) return KEY_GENERATION_MS
    return this.#answered ? ANSWER_MS : FIRST_ANSWER_MS
  }

  /** The end of this connection, by what PC/SC said. */
  async #end(error: unknown): Promise<unknown> {
    if (!(error instanceof PcscError)) return error
    if (error.code === 'silent' || error.code === 'stopped') this.#giveUp()
    const { reader, programs } = this.#options
    const failure = cardFailure(error, reader, isLost(error) ? await this.#news() : 'notAsked')
    this.#failure =
      failure.code === 'HC_CARD_BUSY'
        ? new HealthCardError(
            'HC_CARD_BUSY',
            failure.message,
            { ...failure.data, programs: await programs() },
            { cause: error },
          )
        : failure.code === 'HC_CARD_NONE'
          ? new HealthCardError('HC_CARD_REMOVED', failure.message, failure.data, { cause: error })
          : failure
    return this.#failure
  }

  #giveUp(): void {
    this.#hangs = true
    this.#options.cut?.()
  }

  /** What became of card and reader; still present where nothing is told in the time that pcscd needs for it. */
  async #news(): Promise<ReaderState | undefined> {
    const deadline = performance.now() + NEWS_MS
    for (;;) {
      const state = await this.#options.state().catch(() => undefined)
      if (state?.card !== 'present' || performance.now() > deadline) return state
      await wait(TRY_AGAIN_MS)
    }
  }

  /** One thing at a time, and none after a failure. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#next(async () => {
      if (this.#failure) throw this.#failure
      clearTimeout(this.#idle)
      try {
        return await work()
      } finally {
        this.#letOthersWhenIdle()
      }
    })
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work)
    this.#last = turn.catch(() => undefined)
    return turn
  }

  #letOthersWhenIdle(): void {
    if (!this.#locked || this.#held || this.#failure) return
    this.#idle = setTimeout(() => void this.#next(() => this.#letOthers()), IDLE_MS).unref()
  }

  async #letOthers(): Promise<void> {
    if (!this.#locked || this.#held || this.#failure) return
    this.#locked = false
    // Where this fails, the next lock does, and says why.
    await settled(ANSWER_MS, this.#card.unlock('leave'))
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

/** The driver tells only that the command did not come through. */
function isLost(error: unknown): error is PcscError {
  return isPcscError(error, 'notTransacted', 'other')
}

async function settled(ms: number, work: Promise<unknown>): Promise<void> {
  await within(work, { ms }).catch(() => undefined)
}
