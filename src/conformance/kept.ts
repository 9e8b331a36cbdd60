import { HealthCardError } from '../errors/health-card-error.js'

/** Data that the steps of one case have kept, by name. */
export class Kept {
  readonly #values = new Map<string, Uint8Array>()

  keep(name: string, value: Uint8Array): void {
    this.#values.set(name, value)
  }

  /** @throws HealthCardError `HC_INTERNAL` where no step has kept anything under that name: the case is written wrongly. */
  get(name: string): Uint8Array {
    const value = this.#values.get(name)
    if (!value) throw new HealthCardError('HC_INTERNAL', `no step has kept ${name}`)
    return value
  }
}
