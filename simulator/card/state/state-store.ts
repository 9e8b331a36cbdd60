import type { StateChange } from './state-change.js'

/**
 * How firmly a change must be stored before the card answers. `durable`: it survives a power cut (secrets, counters,
 * files). `buffered`: it survives the end of the process (statistics).
 */
export type Durability = 'durable' | 'buffered'

/** Where the persistent state of one card lives. */
export interface StateStore {
  /**
   * The state of the card with that image: one change per object, empty for a card that is fresh from the image.
   *
   * @param imageDigest - SHA-256 of the image, lower-case hex
   * @throws SimulatorError `stateForeignImage`, `stateInvalid` or `stateUnusable`.
   */
  load(imageDigest: string): readonly StateChange[]
  /**
   * Stores all changes or none of them.
   *
   * @throws SimulatorError `memoryFailure` where the medium refuses, `removed` where the power went away meanwhile.
   */
  commit(changes: readonly StateChange[], durability: Durability): void
  /** Ends the use of the store. */
  close(): void
}
