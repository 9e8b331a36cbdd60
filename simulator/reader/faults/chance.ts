import { createHash } from 'node:crypto'

/** Chance that goes the same way for the same seed. */
export class Chance {
  readonly #seed: string
  #drawn = 0

  constructor(seed: number, purpose: string) {
    this.#seed = `ehba-faults ${seed} ${purpose}`
  }

  /** That many bytes. */
  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    for (let offset = 0; offset < length; offset += 32) {
      bytes.set(this.#block().subarray(0, Math.min(32, length - offset)), offset)
    }
    return bytes
  }

  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit)
  }

  /** From 0 up to, and without, 1. */
  fraction(): number {
    return this.#block().readUInt32BE() / 2 ** 32
  }

  /** One of several. @throws RangeError where there is none */
  oneOf<T>(choices: readonly T[]): T {
    const [chosen] = choices.slice(this.below(choices.length))
    if (chosen === undefined) throw new RangeError('nothing to choose from')
    return chosen
  }

  #block(): Buffer {
    return createHash('sha256').update(`${this.#seed} ${this.#drawn++}`).digest()
  }
}
