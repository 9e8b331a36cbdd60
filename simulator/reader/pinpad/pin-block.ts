const HEADER_BYTES = 5

/**
 * Puts digits into an empty format-2 block `20 FF FF FF FF FF FF FF` (gemSpec_COS §8.1.7) of a short command.
 *
 * @param offset - of the block in the command data
 * @param digits - ASCII
 */
export function fillPinBlock(command: Uint8Array, offset: number, digits: Uint8Array): void {
  const start = HEADER_BYTES + offset
  command[start] = 0x20 | digits.length
  for (let i = 0; i < digits.length; i += 2) {
    const high = (digits[i] ?? 0) & 0x0f
    const low = i + 1 < digits.length ? (digits[i + 1] ?? 0) & 0x0f : 0x0f
    command[start + 1 + i / 2] = (high << 4) | low
  }
}
