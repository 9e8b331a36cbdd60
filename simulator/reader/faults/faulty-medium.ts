import { SimulatorError } from '../../card/simulator-error.js'
import type { LogMedium } from '../../card/state/log-medium.js'
import type { Durability } from '../../card/state/state-store.js'
import type { FaultPlan } from './fault-plan.js'

/** A place for a card's state at which the power goes away in the middle of a write, when the story says so. */
export class FaultyMedium implements LogMedium {
  readonly #medium: LogMedium
  readonly #plan: FaultPlan

  constructor(medium: LogMedium, plan: FaultPlan) {
    this.#medium = medium
    this.#plan = plan
  }

  read(): Uint8Array | undefined {
    return this.#medium.read()
  }

  /** @throws SimulatorError `removed` where the power goes away */
  append(bytes: Uint8Array, durability: Durability): void {
    // Statistics are no business of a real card: they count as no write.
    const due = durability === 'durable' ? this.#plan.write(bytes.length) : undefined
    this.#medium.append(due ? bytes.subarray(0, due.bytesStored) : bytes, durability)
    if (due) throw new SimulatorError('removed', 'the power went away while the card was writing')
  }

  replace(bytes: Uint8Array): void {
    this.#medium.replace(bytes)
  }

  close(): void {
    this.#medium.close()
  }
}
