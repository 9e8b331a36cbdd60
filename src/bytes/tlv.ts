import { concat } from './concat.js'
import { DecodeError } from './decode-error.js'

/** One BER-TLV data object (ISO 7816-4 §5.2.2): definite length, tag of up to three bytes. */
export interface Tlv {
  /** All tag bytes as one number: `0x5f24`, `0x7f49`, `0xe0`. */
  readonly tag: number
  readonly constructed: boolean
  readonly value: Uint8Array
  /** The whole data object with tag and length. */
  readonly encoding: Uint8Array
  /** Position of the tag in the outermost input, in bytes. */
  readonly offset: number
  /** Position of the value in the outermost input, in bytes. */
  readonly valueOffset: number
}

interface Header {
  readonly tag: number
  readonly constructed: boolean
  readonly length: number
  readonly headerLength: number
}

/**
 * Reads the data object at the start of `bytes`; what follows it is left alone.
 *
 * @param base - position of `bytes` in the outermost input, for error messages
 * @throws DecodeError on truncation, indefinite length, or a tag or length of more bytes than any card sends.
 */
export function readTlv(bytes: Uint8Array, base = 0): Tlv {
  const { tag, constructed, length, headerLength } = readHeader(bytes, base)
  const end = headerLength + length
  if (end > bytes.length) throw new DecodeError(`value of ${length} bytes is cut short`, base + bytes.length)
  return {
    tag,
    constructed,
    value: bytes.subarray(headerLength, end),
    encoding: bytes.subarray(0, end),
    offset: base,
    valueOffset: base + headerLength,
  }
}

/** Reads data objects until the end of `bytes`. `00` and `FF` filler between objects is not accepted. */
export function readTlvs(bytes: Uint8Array, base = 0): Tlv[] {
  const found: Tlv[] = []
  let position = 0
  while (position < bytes.length) {
    const tlv = readTlv(bytes.subarray(position), base + position)
    found.push(tlv)
    position += tlv.encoding.length
  }
  return found
}

/** The data objects inside a constructed one. */
export function childrenOf(tlv: Tlv): Tlv[] {
  return readTlvs(tlv.value, tlv.valueOffset)
}

/** The first data object with that tag, or undefined. */
export function findTlv(tlvs: readonly Tlv[], tag: number): Tlv | undefined {
  return tlvs.find((tlv) => tlv.tag === tag)
}

/** Encodes one data object with the shortest length form. */
export function encodeTlv(tag: number, ...values: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = values.reduce((sum, value) => sum + value.length, 0)
  return concat(tagBytes(tag), encodeLength(length), ...values)
}

/** A BER length: short form below 128, else `8n` and n bytes. */
export function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const bytes = minimalBytes(length)
  return Uint8Array.of(0x80 | bytes.length, ...bytes)
}

function readHeader(bytes: Uint8Array, base: number): Header {
  const [tag, tagLength] = readTag(bytes, base)
  const [length, lengthLength] = readLength(bytes, tagLength, base)
  return { tag, constructed: ((bytes[0] ?? 0) & 0x20) !== 0, length, headerLength: tagLength + lengthLength }
}

function readTag(bytes: Uint8Array, base: number): [tag: number, lengthBytes: number] {
  const first = bytes[0]
  if (first === undefined) throw new DecodeError('tag is missing', base)
  if ((first & 0x1f) !== 0x1f) return [first, 1]
  let tag = first
  for (let i = 1; i <= 2; i++) {
    const next = bytes[i]
    if (next === undefined) throw new DecodeError('tag is cut short', base + i)
    tag = (tag << 8) | next
    if ((next & 0x80) === 0) return [tag, i + 1]
  }
  throw new DecodeError('tag of more than three bytes', base)
}

function readLength(bytes: Uint8Array, at: number, base: number): [length: number, lengthBytes: number] {
  const first = bytes[at]
  if (first === undefined) throw new DecodeError('length is missing', base + at)
  if (first < 0x80) return [first, 1]
  const count = first & 0x7f
  if (count === 0) throw new DecodeError('indefinite length is not accepted', base + at)
  if (count > 4) throw new DecodeError('length of more than four bytes', base + at)
  let length = 0
  for (let i = 1; i <= count; i++) {
    const next = bytes[at + i]
    if (next === undefined) throw new DecodeError('length is cut short', base + at + i)
    length = length * 0x100 + next
  }
  return [length, count + 1]
}

function tagBytes(tag: number): Uint8Array {
  return Uint8Array.from(minimalBytes(tag))
}

function minimalBytes(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  do {
    bytes.unshift(rest % 0x100)
    rest = Math.floor(rest / 0x100)
  } while (rest > 0)
  return bytes
}
