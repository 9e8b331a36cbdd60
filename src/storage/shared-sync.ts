/** A sync for which many wait: whoever comes while one is under way shares the next, which covers what they wrote. */
export class SharedSync {
  readonly #synchronise: () => Promise<void>
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(synchronise: () => Promise<void>) {
    this.#synchronise = synchronise
  }

  /**
   * Resolves when everything that was written before the call is durable. After one that failed all fail: what the system
   * could not make durable once it forgets, and reports the next sync as done.
   */
  request(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined
      this.#running = this.#synchronise()
      return this.#running
    })
    return this.#next
  }
}
