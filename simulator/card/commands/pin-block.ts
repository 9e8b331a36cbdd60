import { refuse } from '../core/answer.js'
import { MALFORMED } from '../core/status-words.js'

/** Length of a format-2 PIN block in bytes. */
export const PIN_BLOCK_BYTES = 8

const SHORTEST_PIN = 4
const LONGEST_PIN = 12

/**
 * The number of digits in a format-2 PIN block: `2`, the number of digits, the digits, `F` up to eight bytes
 * (gemSpec_COS N008.000, N008.100). A block of another form is refused as malformed and never compared, so that it costs
 * no try; COS leaves this open.
 */
export function countDigits(block: Uint8Array): number {
  const nibbles = Array.from(block, (byte) => [byte >> 4, byte & 0x0f]).flat()
  const [format, digits = 0, ...rest] = nibbles
  const isDigits = rest.slice(0, digits).every((nibble) => nibble <= 9)
  const isFilled = rest.slice(digits).every((nibble) => nibble === 0x0f)
  if (format !== 2 || digits < SHORTEST_PIN || digits > LONGEST_PIN || !isDigits || !isFilled) refuse(MALFORMED.data)
  return digits
}

/** Splits command data into PIN blocks, each of which must be well-formed. */
export function pinBlocks(data: Uint8Array, count: number): Uint8Array[] {
  if (data.length !== count * PIN_BLOCK_BYTES) refuse(MALFORMED.length)
  const blocks = Array.from({ length: count }, (_, i) => data.subarray(i * PIN_BLOCK_BYTES, (i + 1) * PIN_BLOCK_BYTES))
  for (const block of blocks) countDigits(block)
  return blocks
}
