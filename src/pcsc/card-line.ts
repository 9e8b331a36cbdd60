import { setTimeout as wait } from 'node:timers/promises'
import { HealthCardError } from '../errors/health-card-error.js'
import { cardFailure } from './card-failure.js'
import type { Disposition, PcscCard, ReaderState } from './pcsc-backend.js'
import { isLost, isPcscError, PcscError } from './pcsc-error.js'
import { within } from './within.js'

/** What a {@link CardLine} needs to know besides its card. */
export interface CardLineOptions {
  readonly reader: string
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

/** How long to wait for a card that another program keeps, in ms. */
export function waitForOthersMs({ patienceMs, waitMs }: Pick<CardLineOptions, 'patienceMs' | 'waitMs'>): number {
  return patienceMs ?? Math.max(waitMs, SHORT_USE_MS)
}

export const ANSWER_MS = 30_000
/** Others get their turn when nothing comes for so long. It is far below the 5 s after which Windows resets a card. */
const IDLE_MS = 200
/** Between two looks whether somebody has let go of a card. */
export const TRY_AGAIN_MS = 40
/** pcscd looks at each reader every 400 ms: that long it may take until it says what was lost. */
const NEWS_MS = 600
const RECONNECT_MS = 5000
const CLOSE_MS = 1000
/** Each reset by another program costs one more. */
const MAX_RECONNECTS = 20

/**
 * The exclusive use of a card, with our own clock. What follows each other closely runs inside one lock, so that no other
 * program can select something else between; a lock that is held does not end by itself.
 *
 * After a failure the line is of no use any more: everything that comes after it rejects with the same error.
 */
export class CardLine {
  readonly #card: PcscCard
  readonly #options: CardLineOptions
  #last: Promise<unknown> = Promise.resolve()
  #locked = false
  #held = false
  #idle: NodeJS.Timeout | undefined
  #failure: HealthCardError | undefined
  /** True where a call of the native module has not come back: another one would wait behind it. */
  #hangs = false

  constructor(card: PcscCard, options: CardLineOptions) {
    this.#card = card
    this.#options = options
  }

  /**
   * Does something with the card when it is our turn, with nobody else between.
   *
   * @param work - `undisturbed`: nobody else may have used the card since the last time
   */
  use<T>(work: (card: PcscCard, undisturbed: boolean) => Promise<T>): Promise<T> {
    return this.#next(async () => {
      if (this.#failure) throw this.#failure
      clearTimeout(this.#idle)
      try {
        return await work(this.#card, await this.#lock())
      } finally {
        this.#letOthersWhenIdle()
      }
    })
  }

  /** Keeps others away until {@link CardLine.letGo}. */
  hold(): Promise<void> {
    return this.use(() => {
      this.#held = true
      return Promise.resolve()
    })
  }

  /** Ends a hold with a reset. Never rejects. */
  letGo(): Promise<void> {
    return this.#next(async () => {
      // After a failure closing resets the card, if it is still there.
      if (!this.#held || this.#failure) return
      // A card that is gone has lost its security status with its power; what comes next is told so.
      await this.reset().then(
        () => (this.#held = false),
        () => undefined,
      )
    })
  }

  /** Resets the card and lets others use it. */
  async reset(): Promise<void> {
    await this.answer(this.#card.unlock('reset'), this.#options.patienceMs ?? ANSWER_MS)
    this.#locked = false
  }

  /** Ends the connection; never rejects. */
  close(): Promise<void> {
    return this.#next(async () => {
      clearTimeout(this.#idle)
      const { reader } = this.#options
      this.#failure ??= new HealthCardError('HC_CARD_REMOVED', 'the connection is closed', { reader })
      if (this.#hangs) return
      // Without a hold nothing was proved to the card. Others may have proved something: a reset would take it from them.
      const inTime = await settled(CLOSE_MS, this.#disconnect(this.#held ? 'reset' : 'leave'))
      // Node waits for its threads when it ends: one that is still in PC/SC then would hold the process.
      if (!inTime) this.#giveUp()
    })
  }

  /** Waits for an answer of the card. A failure is the end of this line. */
  async answer<T>(answer: Promise<T>, ms: number, signal?: AbortSignal): Promise<T> {
    try {
      return await within(answer, { ms, signal })
    } catch (error) {
      throw await this.end(error)
    }
  }

  /** The end of this line, by what PC/SC said. Resolves to the error to be thrown. */
  async end(error: unknown): Promise<unknown> {
    if (!(error instanceof PcscError)) return error
    if (error.code === 'silent' || error.code === 'stopped') this.#giveUp()
    const state = isLost(error) ? await this.#news() : 'notAsked'
    this.#failure = await this.#failureOf(cardFailure(error, this.#options.reader, state))
    return this.#failure
  }

  async #failureOf(failure: HealthCardError): Promise<HealthCardError> {
    const { message, data, cause } = failure
    // There was one when it was connected.
    if (failure.code === 'HC_CARD_NONE') return new HealthCardError('HC_CARD_REMOVED', message, data, { cause })
    if (failure.code !== 'HC_CARD_BUSY') return failure
    const programs = await this.#options.programs()
    return new HealthCardError('HC_CARD_BUSY', message, { ...data, programs }, { cause })
  }

  /** @returns false where others may have used the card since the last time */
  async #lock(): Promise<boolean> {
    if (this.#locked) return true
    const deadline = performance.now() + waitForOthersMs(this.#options)
    for (let reconnects = 0; ;) {
      try {
        await this.#lockBefore(deadline)
        this.#locked = true
        return false
      } catch (error) {
        if (isPcscError(error, 'sharingViolation') && !this.#hangs && performance.now() < deadline) {
          await wait(TRY_AGAIN_MS)
        } else if (isPcscError(error, 'resetCard', 'removedCard', 'unpoweredCard') && ++reconnects <= MAX_RECONNECTS) {
          await this.answer(this.#card.reconnect(), this.#options.patienceMs ?? RECONNECT_MS)
        } else throw await this.end(error)
      }
    }
  }

  async #lockBefore(deadline: number): Promise<void> {
    const { signal } = this.#options
    const ms = Math.max(deadline - performance.now(), TRY_AGAIN_MS)
    const late = (): Promise<unknown> => {
      this.#locked = true
      return settled(CLOSE_MS, this.#disconnect('leave'))
    }
    try {
      await within(this.#card.lock(), { ms, signal, late })
    } catch (error) {
      if (!isPcscError(error, 'silent')) throw error
      this.#giveUp()
      throw new PcscError('sharingViolation', 'another program does not let go of the card', { cause: error })
    }
  }

  async #disconnect(then: Disposition): Promise<void> {
    if (this.#locked) await this.#card.unlock(then).catch(() => undefined)
    await this.#card.disconnect(then)
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

  /** One thing at a time. */
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

/** Waits for the end of something, whatever it is; false where it has not come to one in time. */
async function settled(ms: number, work: Promise<unknown>): Promise<boolean> {
  try {
    await within(work, { ms })
    return true
  } catch (error) {
    return !isPcscError(error, 'silent')
  }
}
