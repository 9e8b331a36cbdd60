import { SecretBytes } from '../bytes/secret-bytes.js'
import { stillBytes } from '../bytes/still-bytes.js'
import { HealthCardError } from '../errors/health-card-error.js'

const BLOCK_LENGTH = 8
const MIN_DIGITS = 4
const MAX_DIGITS = 12
const ASCII_ZERO = 0x30

/**
 * The format-2 PIN block of gemSpec_COS (N008.100), 8 bytes:
 *
 * ```
 * 2 | number of digits | digits as BCD | fill F
 * 123456 → 26 12 34 56 FF FF FF FF
 * ```
 *
 * The block is written into a buffer of its final size, so that no copy of a digit is left behind by growing.
 *
 * @param digits - 4 to 12 ASCII digits (N008.000)
 * @throws HealthCardError `HC_PIN_FORMAT` on another length or another character; the error does not tell which character.
 */
export function pinBlock(digits: SecretBytes): SecretBytes {
  return digits.use((ascii) => {
    if (ascii.length < MIN_DIGITS || ascii.length > MAX_DIGITS) {
      throw new HealthCardError('HC_PIN_FORMAT', `a secret of ${ascii.length} digits`, { digits: ascii.length })
    }
    const block = stillBytes(BLOCK_LENGTH).fill(0xff)
    block[0] = 0x20 | ascii.length
    for (const [i, character] of ascii.entries()) {
      const digit = character - ASCII_ZERO
      if (digit < 0 || digit > 9) {
        block.fill(0)
        throw new HealthCardError('HC_PIN_FORMAT', 'a secret with a character that is not a digit')
      }
      const at = 1 + (i >> 1)
      block[at] = i % 2 === 0 ? (digit << 4) | 0x0f : ((block[at] ?? 0) & 0xf0) | digit
    }
    return SecretBytes.take(block)
  })
}

/** Command data of one or two PIN blocks. The caller wipes it after the exchange ({@link CardCommand.secret}). */
export function secretData(...blocks: readonly SecretBytes[]): Uint8Array {
  const data = stillBytes(blocks.length * BLOCK_LENGTH)
  for (const [i, block] of blocks.entries()) {
    block.use((bytes) => {
      data.set(bytes, i * BLOCK_LENGTH)
    })
  }
  return data
}
