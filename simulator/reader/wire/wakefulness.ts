/** Longer than a program beside the card takes from an answer to its next question. */
const WINDOW_MS = 0.05

/**
 * Keeps the event loop awake for a moment after an answer where the next question is likely to come at once: falling asleep
 * and being woken up takes longer than most commands of a simulated card. Where the last question took its time, nobody waits
 * awake for the next one, so that a host that is slow anyway costs no processor time.
 */
export class Wakefulness {
  readonly #nowMs: () => number
  #answeredMs = Number.NEGATIVE_INFINITY
  #isNextSoon = false
  #isAwake = false

  /** @param nowMs - a clock that never goes back, in ms */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
  }

  /** A question has come. */
  asked(): void {
    this.#isNextSoon = this.#isInWindow()
  }

  /** The answer is on its way. */
  answered(): void {
    this.#answeredMs = this.#nowMs()
    if (!this.#isNextSoon || this.#isAwake) return
    this.#isAwake = true
    setImmediate(this.#look)
  }

  /** Before each of these the event loop looks for what has come, and does not wait for it. */
  readonly #look = (): void => {
    this.#isAwake = this.#isInWindow()
    if (this.#isAwake) setImmediate(this.#look)
  }

  #isInWindow(): boolean {
    return this.#nowMs() - this.#answeredMs < WINDOW_MS
  }
}
