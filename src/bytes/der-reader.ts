import { toBigInt } from './big-endian.js'
import { DecodeError } from './decode-error.js'
import { decodeOid } from './oid.js'
import { encodeLength, readTlv, type Tlv } from './tlv.js'

/** Universal tags as they stand in the first byte, constructed bit included. */
export const DER = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
} as const

/**
 * One DER data object, read on demand. Every reading method checks tag and form and throws {@link DecodeError} with the
 * position in the outermost input; none returns a guess.
 */
export class DerNode {
  readonly tag: number
  /** Content bytes, a view into the input. */
  readonly content: Uint8Array
  /** The whole data object, a view into the input. */
  readonly encoding: Uint8Array
  /** Position of the tag in the outermost input, in bytes. */
  readonly offset: number
  readonly #contentOffset: number

  private constructor(tlv: Tlv) {
    this.tag = tlv.tag
    this.content = tlv.value
    this.encoding = tlv.encoding
    this.offset = tlv.offset
    this.#contentOffset = tlv.valueOffset
  }

  /**
   * Reads the data object that fills `bytes` to the last byte.
   *
   * @throws DecodeError on bytes after it, on BER forms that DER forbids, and on truncation.
   */
  static read(bytes: Uint8Array, base = 0): DerNode {
    const node = DerNode.readFirst(bytes, base)
    if (node.encoding.length !== bytes.length) {
      throw new DecodeError('bytes after the end', base + node.encoding.length)
    }
    return node
  }

  /** Reads the data object at the start of `bytes` and leaves the rest alone. */
  static readFirst(bytes: Uint8Array, base = 0): DerNode {
    const tlv = readTlv(bytes, base)
    const lengthBytes = encodeLength(tlv.value.length).length
    const tagBytes = tlv.tag > 0xffff ? 3 : tlv.tag > 0xff ? 2 : 1
    if (tlv.valueOffset - tlv.offset !== tagBytes + lengthBytes) {
      throw new DecodeError('length is not in its shortest form', base + tagBytes)
    }
    return new DerNode(tlv)
  }

  /** This node, if it has that tag. */
  expect(tag: number, what = 'data object'): this {
    if (this.tag === tag) return this
    throw new DecodeError(`${what}: tag ${hexTag(tag)} expected, ${hexTag(this.tag)} found`, this.offset)
  }

  /** The data objects inside. */
  children(): DerNode[] {
    const found: DerNode[] = []
    let position = 0
    while (position < this.content.length) {
      const node = DerNode.readFirst(this.content.subarray(position), this.#contentOffset + position)
      found.push(node)
      position += node.encoding.length
    }
    return found
  }

  /** A cursor over the data objects inside, for structures with optional fields. */
  fields(tag: number = DER.sequence, what = 'structure'): DerFields {
    return new DerFields(this.expect(tag, what), what)
  }

  /** The one data object inside an EXPLICIT tag. */
  only(): DerNode {
    return DerNode.read(this.content, this.#contentOffset)
  }

  asObjectIdentifier(): string {
    this.expect(DER.objectIdentifier, 'object identifier')
    return decodeOid(this.content, this.#contentOffset)
  }

  /** A non-negative INTEGER. */
  asInteger(): bigint {
    const value = this.asSignedInteger()
    if (value < 0n) throw new DecodeError('negative integer', this.offset)
    return value
  }

  /** An INTEGER of either sign. */
  asSignedInteger(): bigint {
    this.expect(DER.integer, 'integer')
    const [first, second] = this.content
    if (first === undefined) throw new DecodeError('integer without content', this.offset)
    if (second !== undefined && (first === 0 || first === 0xff) && first >> 7 === second >> 7) {
      throw new DecodeError('padded integer', this.offset)
    }
    return BigInt.asIntN(8 * this.content.length, toBigInt(this.content))
  }

  asBoolean(): boolean {
    this.expect(DER.boolean, 'boolean')
    const [value] = this.content
    if (this.content.length !== 1 || (value !== 0 && value !== 0xff)) {
      throw new DecodeError('boolean is neither 00 nor FF', this.offset)
    }
    return value === 0xff
  }

  asOctetString(): Uint8Array {
    return this.expect(DER.octetString, 'octet string').content
  }

  /** The bytes of a BIT STRING that fills its last byte: a key or a signature. */
  asWholeBitString(): Uint8Array {
    this.expect(DER.bitString, 'bit string')
    if (this.content[0] !== 0) throw new DecodeError('bit string with unused bits', this.offset)
    return this.content.subarray(1)
  }

  /** The numbers of the bits that are set in a named bit list (key usage and the like). */
  asNamedBits(): number[] {
    this.expect(DER.bitString, 'bit string')
    const unused = this.content[0]
    if (unused === undefined || unused > 7) throw new DecodeError('bit string without its first byte', this.offset)
    const bits = this.content.subarray(1)
    return Array.from({ length: Math.max(0, bits.length * 8 - unused) }, (_, i) => i).filter(
      (i) => ((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0,
    )
  }

  /** Text of any of the string types that names are made of. */
  asText(): string {
    switch (this.tag) {
      case DER.utf8String:
        return decodeUtf8(this.content, this.offset)
      case DER.printableString:
      case DER.ia5String:
      case DER.teletexString:
        return Buffer.from(this.content).toString('latin1')
      case DER.bmpString:
        if (this.content.length % 2 !== 0) throw new DecodeError('BMPString of an odd length', this.offset)
        return Buffer.from(this.content).swap16().toString('utf16le')
      default:
        throw new DecodeError(`text expected, tag ${hexTag(this.tag)} found`, this.offset)
    }
  }

  /** UTCTime or GeneralizedTime in the DER form: seconds present, `Z`, no fraction. */
  asTime(): Date {
    const text = Buffer.from(this.content).toString('latin1')
    const short = this.tag === DER.utcTime
    if (!short) this.expect(DER.generalizedTime, 'time')
    const parts = (
      short ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/ : /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/
    ).exec(text)
    if (!parts) throw new DecodeError('time is not in DER form', this.offset)
    const [, yearText = '', month, day, hour, minute, second] = parts
    // RFC 5280 §4.1.2.5.1: two digits from 50 on are of the last century.
    const year = short ? (Number(yearText) < 50 ? `20${yearText}` : `19${yearText}`) : yearText
    const date = new Date(`${year}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`)
    // JavaScript turns 30 February into 2 March and hour 24 into the next day; a date must come back as it was written.
    if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) {
      throw new DecodeError('no such date', this.offset)
    }
    return date
  }
}

/** Takes the fields of a structure one after the other; what is left at the end is an error, not a shrug. */
export class DerFields {
  readonly #nodes: readonly DerNode[]
  readonly #parent: DerNode
  readonly #what: string
  #next = 0

  constructor(parent: DerNode, what: string) {
    this.#nodes = parent.children()
    this.#parent = parent
    this.#what = what
  }

  /** The next field, which must be there. */
  take(tag?: number): DerNode {
    const node = this.#nodes[this.#next]
    if (!node) {
      throw new DecodeError(`${this.#what} ends too early`, this.#parent.offset + this.#parent.encoding.length)
    }
    if (tag !== undefined) node.expect(tag, this.#what)
    this.#next++
    return node
  }

  /** The next field, if it has that tag. */
  takeOptional(tag: number): DerNode | undefined {
    return this.#nodes[this.#next]?.tag === tag ? this.take() : undefined
  }

  /** True while fields are left. */
  get more(): boolean {
    return this.#next < this.#nodes.length
  }

  /** @throws DecodeError if fields are left. */
  end(): void {
    const stray = this.#nodes[this.#next]
    if (stray) throw new DecodeError(`${this.#what} has an unknown field ${hexTag(stray.tag)}`, stray.offset)
  }
}

function decodeUtf8(content: Uint8Array, offset: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch (cause) {
    throw new DecodeError('text is not UTF-8', offset, { cause })
  }
}

function hexTag(tag: number): string {
  return tag.toString(16).padStart(2, '0')
}
