import { DecodeError } from './decode-error.js'

/** Lower-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/**
 * Reads hex digits of any case; white space is skipped.
 *
 * @throws DecodeError with the character position on anything else, and on an odd number of digits.
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '')
  const stray = digits.search(/[^0-9a-fA-F]/)
  if (stray >= 0) throw new DecodeError('not a hex digit', stray)
  if (digits.length % 2 !== 0) throw new DecodeError('odd number of hex digits', digits.length)
  return Uint8Array.from(Buffer.from(digits, 'hex'))
}
