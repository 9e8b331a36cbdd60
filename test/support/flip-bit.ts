/** A copy of `bytes` with one bit changed. */
export function flipBit(bytes: Uint8Array, position: number, mask = 0x01): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[position] = (copy[position] ?? 0) ^ mask
  return copy
}
