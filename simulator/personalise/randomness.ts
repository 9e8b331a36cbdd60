import { createHmac, randomBytes } from 'node:crypto'
import { concat } from '../../src/bytes/concat.js'
import { SecretBytes } from '../../src/bytes/secret-bytes.js'
import type { RandomSource } from '../../src/trust-centre/random-source.js'

/**
 * The randomness of one card: the system's, or with a seed a stream that comes out the same every time
 * (HMAC-SHA256 of a counter under the seed). A seeded card is for tests: who knows the seed knows its keys.
 */
export function randomness(seed: number | undefined): RandomSource {
  return seed === undefined ? (lengthBytes) => Uint8Array.from(randomBytes(lengthBytes)) : seededSource(seed)
}

function seededSource(seed: number): RandomSource {
  const key = Buffer.from(`ehba sim create, seed ${seed}`, 'utf8')
  let counter = 0
  let reserve: Uint8Array = new Uint8Array(0)
  return (lengthBytes) => {
    while (reserve.length < lengthBytes) {
      reserve = concat(reserve, createHmac('sha256', key).update(String(counter++)).digest())
    }
    const bytes = reserve.slice(0, lengthBytes)
    reserve = reserve.subarray(lengthBytes)
    return bytes
  }
}

/** `count` decimal digits, each as likely as the others, as ASCII. */
export function randomDigits(random: RandomSource, count: number): SecretBytes {
  const digits = new Uint8Array(count)
  for (let filled = 0; filled < count;) {
    const [byte = 0xff] = random(1)
    // 250 is the largest multiple of ten in a byte: without the rest above it no digit is favoured.
    if (byte < 250) digits[filled++] = 0x30 + (byte % 10)
  }
  return SecretBytes.take(digits)
}
