import { concat } from '../../../src/bytes/concat.js'
import type { SecretBytes } from '../../../src/bytes/secret-bytes.js'

/**
 * Format-2 PIN block (gemSpec_COS N008.100): `2`, number of digits, the digits, filled up with `F` to eight bytes. No
 * digits at all give the block that images hold for a Leer-PIN, `20FF…`.
 *
 * ```
 * 2 5 | 5 4 | 3 2 | 1 F | F F | F F | F F | F F        for 54321
 * ```
 *
 * @param digits - ASCII, at most twelve
 */
export function pinBlock(digits?: SecretBytes): Uint8Array {
  return digits ? digits.use(blockOf) : blockOf(new Uint8Array(0))
}

function blockOf(digits: Uint8Array): Uint8Array {
  if (digits.length > 12) throw new RangeError(`PIN of ${digits.length} digits`)
  const nibbles = concat(
    Uint8Array.of(2, digits.length),
    digits.map((digit) => digit - 0x30),
    new Uint8Array(14 - digits.length).fill(0xf),
  )
  return Uint8Array.from({ length: 8 }, (_, i) => ((nibbles[2 * i] ?? 0) << 4) | (nibbles[2 * i + 1] ?? 0))
}
