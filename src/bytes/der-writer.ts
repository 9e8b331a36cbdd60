import { concat } from './concat.js'
import { encodeOid } from './oid.js'
import { encodeTlv } from './tlv.js'

/** DER (X.690 §10, §11) writers. Each returns one whole data object. */

export function sequence(...items: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x30, ...items)
}

/** A SET OF: the elements are put into DER order (X.690 §11.6), whatever order they come in. */
export function setOf(...items: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x31, ...[...items].sort((a, b) => Buffer.compare(a, b)))
}

/** A non-negative INTEGER. Bytes are read as unsigned big-endian; superfluous zeros are removed. */
export function integer(value: number | bigint | Uint8Array): Uint8Array<ArrayBuffer> {
  if (value instanceof Uint8Array) return encodeTlv(0x02, unsignedContent(value))
  const hex = BigInt(value).toString(16)
  return encodeTlv(0x02, unsignedContent(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')))
}

export function objectIdentifier(dotted: string): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x06, encodeOid(dotted))
}

export function octetString(content: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x04, content)
}

/** A BIT STRING; the last `unusedBits` bits of the last byte do not count. */
export function bitString(content: Uint8Array, unusedBits = 0): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x03, Uint8Array.of(unusedBits), content)
}

export function utf8String(text: string): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x0c, Buffer.from(text, 'utf8'))
}

/** @throws RangeError if `text` has a character outside PrintableString. */
export function printableString(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)) throw new RangeError('not a PrintableString')
  return encodeTlv(0x13, Buffer.from(text, 'latin1'))
}

export function ia5String(text: string): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x16, Buffer.from(text, 'latin1'))
}

export function boolean(value: boolean): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x01, Uint8Array.of(value ? 0xff : 0x00))
}

export function nullValue(): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x05)
}

/** UTCTime up to 2049, GeneralizedTime after (RFC 5280 §4.1.2.5, RFC 5652 §11.3); whole seconds. */
export function time(date: Date): Uint8Array<ArrayBuffer> {
  const digits = date.toISOString().replace(/[-T:]|\.\d+/g, '')
  return date.getUTCFullYear() < 2050
    ? encodeTlv(0x17, Buffer.from(digits.slice(2), 'latin1'))
    : encodeTlv(0x18, Buffer.from(digits, 'latin1'))
}

/** `[n] EXPLICIT` or `[n] IMPLICIT` of a constructed type: the context tag around whole data objects. */
export function context(tagNumber: number, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encodeTlv(0xa0 | tagNumber, ...content)
}

/** `[n] IMPLICIT` of a primitive type: the context tag around the bare content. */
export function contextPrimitive(tagNumber: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeTlv(0x80 | tagNumber, content)
}

function unsignedContent(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0)
  if (start < 0) return Uint8Array.of(0)
  const significant = bytes.subarray(start)
  return (significant[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), significant) : significant
}
