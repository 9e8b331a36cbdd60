import type { CardMemory, RememberedSecret } from '../../src/pin/card-memory.js'

/** A memory of tries that lives as long as the test. */
export class VolatileMemory implements CardMemory {
  readonly #facts = new Map<string, RememberedSecret>()

  recall(iccsn: string, name: string): Promise<RememberedSecret> {
    return Promise.resolve(this.#facts.get(`${iccsn}/${name}`) ?? {})
  }

  remember(iccsn: string, name: string, facts: RememberedSecret): Promise<void> {
    this.#facts.set(`${iccsn}/${name}`, facts)
    return Promise.resolve()
  }
}
