import { concat } from '../../../src/bytes/concat.js'
import { SimulatorError } from '../simulator-error.js'
import type { Durability } from './state-store.js'

/** Bytes that can be appended to and replaced as a whole: a file, or memory that plays one. */
export interface LogMedium {
  /** All bytes, or undefined where nothing has been stored yet. */
  read(): Uint8Array | undefined
  /** Adds bytes at the end. After a failure other than loss of power the medium is as before. */
  append(bytes: Uint8Array, durability: Durability): void
  /** Puts `bytes` in the place of everything: durably, and either as a whole or not at all. */
  replace(bytes: Uint8Array): void
  close(): void
}

/** Options of {@link MemoryMedium}. */
export interface MemoryMediumOptions {
  /** What is stored already. */
  readonly contents?: Uint8Array
  /** The power goes away when this many more bytes have been written: the last write is torn there. */
  readonly failAfterBytes?: number
}

/** A medium in memory, for tests; it can lose its power at any byte. */
export class MemoryMedium implements LogMedium {
  #contents: Uint8Array | undefined
  #bytesLeft: number

  constructor(options: MemoryMediumOptions = {}) {
    this.#contents = options.contents
    this.#bytesLeft = options.failAfterBytes ?? Infinity
  }

  /** A copy of what is stored: what the next power-on will find. */
  get contents(): Uint8Array | undefined {
    return this.#contents?.slice()
  }

  read(): Uint8Array | undefined {
    return this.contents
  }

  append(bytes: Uint8Array): void {
    const written = bytes.subarray(0, Math.min(bytes.length, this.#bytesLeft))
    this.#contents = concat(this.#contents ?? new Uint8Array(0), written)
    this.#spend(bytes.length)
  }

  replace(bytes: Uint8Array): void {
    this.#spend(bytes.length)
    this.#contents = bytes.slice()
  }

  close(): void {
    this.#bytesLeft = 0
  }

  #spend(bytes: number): void {
    this.#bytesLeft -= bytes
    if (this.#bytesLeft < 0) {
      this.#bytesLeft = 0
      throw new SimulatorError('removed', 'the power went away while the card was writing')
    }
  }
}
