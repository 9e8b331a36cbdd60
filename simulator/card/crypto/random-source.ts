import { createHash, randomBytes } from 'node:crypto'
import { concat } from '../../../src/bytes/concat.js'

/** Gives that many random bytes. */
export type RandomSource = (length: number) => Uint8Array

/** Randomness of the operating system. */
export const systemRandom: RandomSource = (length) => Uint8Array.from(randomBytes(length))

/** A stream that depends on the seed alone: SHA-256 over seed and a counter. For repeatable runs, never for secrets. */
export function seededRandom(seed: number): RandomSource {
  let counter = 0
  return (length) => {
    const blocks: Uint8Array[] = []
    for (let have = 0; have < length; have += 32) {
      blocks.push(createHash('sha256').update(`ehba-sim ${seed} ${counter++}`).digest())
    }
    return concat(...blocks).slice(0, length)
  }
}
