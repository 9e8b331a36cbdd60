import { toHex } from './hex.js'

/** An unsigned big-endian integer as a bigint; an empty array is 0. */
export function toBigInt(bytes: Uint8Array): bigint {
  // By way of hex, whose time is linear: a shift per byte would let an INTEGER of a megabyte stop the program.
  return BigInt(`0x0${toHex(bytes)}`)
}

/**
 * The unsigned big-endian form of `value`, padded on the left to `lengthBytes`.
 *
 * @throws RangeError if the value is negative or does not fit.
 */
export function fromBigInt(value: bigint, lengthBytes: number): Uint8Array<ArrayBuffer> {
  if (value < 0n || value >> BigInt(8 * lengthBytes) !== 0n)
    throw new RangeError(`value does not fit ${lengthBytes} bytes`)
  return Uint8Array.from(
    Buffer.from(
      value
        .toString(16)
        .padStart(2 * lengthBytes, '0')
        .slice(-2 * lengthBytes),
      'hex',
    ),
  )
}

/** `value` in two bytes, big-endian. */
export function uint16(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of((value >> 8) & 0xff, value & 0xff)
}
