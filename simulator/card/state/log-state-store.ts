import { concat } from '../../../src/bytes/concat.js'
import { SimulatorError } from '../simulator-error.js'
import type { LogMedium } from './log-medium.js'
import type { StateChange } from './state-change.js'
import { decodeLog, encodeHeader, encodeTransaction } from './state-log.js'
import type { Durability, StateStore } from './state-store.js'

/** Superseded bytes that a log may carry before it is written anew. */
const COMPACT_ABOVE_BYTES = 256 * 1024

/** A {@link StateStore} that appends transactions to a log and now and then writes it anew without the past. */
export class LogStateStore implements StateStore {
  readonly #medium: LogMedium
  /** The latest values by object: what a compacted log holds. */
  readonly #latest = new Map<string, StateChange>()
  #imageDigest = ''
  #appendedBytes = 0

  constructor(medium: LogMedium) {
    this.#medium = medium
  }

  load(imageDigest: string): readonly StateChange[] {
    this.#imageDigest = imageDigest
    const stored = this.#medium.read()
    if (!stored) {
      this.#compact()
      return []
    }
    const log = decodeLog(stored)
    if (log.imageDigest !== imageDigest) {
      throw new SimulatorError('stateForeignImage', 'the state belongs to another card image')
    }
    this.#remember(log.changes)
    // A torn tail must go before anything is appended behind it.
    if (log.validBytes < stored.length || log.transactions > 1) this.#compact()
    return [...this.#latest.values()]
  }

  commit(changes: readonly StateChange[], durability: Durability): void {
    // Before, not after: a failure then means that nothing of this transaction has been stored.
    if (this.#appendedBytes > COMPACT_ABOVE_BYTES) this.#compact()
    const line = encodeTransaction(changes)
    this.#medium.append(line, durability)
    this.#remember(changes)
    this.#appendedBytes += line.length
  }

  close(): void {
    this.#medium.close()
  }

  #remember(changes: readonly StateChange[]): void {
    for (const change of changes) this.#latest.set(change.path, { ...this.#latest.get(change.path), ...change })
  }

  #compact(): void {
    const header = encodeHeader(this.#imageDigest)
    const latest = [...this.#latest.values()]
    this.#medium.replace(latest.length > 0 ? concat(header, encodeTransaction(latest)) : header)
    this.#appendedBytes = 0
  }
}

/** A store that forgets everything with the process: for tests and throw-away cards. */
export function volatileStore(): StateStore {
  return { load: () => [], commit: () => undefined, close: () => undefined }
}
