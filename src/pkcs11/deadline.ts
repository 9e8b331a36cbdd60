/**
 * The deadline of one piece of work after the other. Every signature sets one, so a timer that runs is left alone and asked
 * again when it rings.
 */
export class Deadline {
  readonly #expire: () => void
  #timer: NodeJS.Timeout | undefined
  /** When the timer rings, and when the work has to be done; in ms of performance.now(). */
  #rings = Infinity
  #due = Infinity

  /** @param expire - told once for each deadline that passes */
  constructor(expire: () => void) {
    this.#expire = expire
  }

  /** Begins a deadline in place of that before. The program does not end as long as it runs. */
  set(ms: number): void {
    this.#due = performance.now() + ms
    if (this.#timer && this.#rings <= this.#due) this.#timer.ref()
    else this.#wind(ms)
  }

  /** The work is done. The timer may go on, but does not keep the program. */
  clear(): void {
    this.#due = Infinity
    this.#timer?.unref()
  }

  #wind(ms: number): void {
    clearTimeout(this.#timer)
    this.#rings = performance.now() + ms
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#due === Infinity) return
      const left = this.#due - performance.now()
      if (left > 0) this.#wind(left)
      else {
        this.#due = Infinity
        this.#expire()
      }
    }, ms)
  }
}
