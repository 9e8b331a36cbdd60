import { DecodeError } from '../bytes/decode-error.js'

/** A response APDU: data of any length up to 65536 bytes, and the status word (SW1 SW2 as one number). */
export interface ResponseApdu {
  readonly data: Uint8Array
  readonly sw: number
}

/**
 * Splits the bytes from the card.
 *
 * @throws DecodeError on less than two bytes.
 */
export function decodeResponse(bytes: Uint8Array): ResponseApdu {
  if (bytes.length < 2) throw new DecodeError('response without status word', bytes.length)
  const end = bytes.length - 2
  return { data: bytes.slice(0, end), sw: ((bytes[end] ?? 0) << 8) | (bytes[end + 1] ?? 0) }
}

/** The bytes that a card sends for `response`. */
export function encodeResponse(response: ResponseApdu): Uint8Array<ArrayBuffer> {
  const { data, sw } = response
  const bytes = new Uint8Array(data.length + 2)
  bytes.set(data)
  bytes[data.length] = sw >> 8
  bytes[data.length + 1] = sw
  return bytes
}
