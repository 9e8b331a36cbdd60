import { uint16 } from '../bytes/big-endian.js'
import { concat } from '../bytes/concat.js'
import { DecodeError } from '../bytes/decode-error.js'

/** Expected length of the response data: a number of bytes, or as much as there is (Le `00` or `0000`). */
export type ExpectedLength = number | 'any'

/** A command APDU (ISO 7816-4 §5.1, gemSpec_COS §11.5). Immutable in shape; `data` of a secret command is wiped after use. */
export interface CommandApdu {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  /** Command data, 0 to 65535 bytes. */
  readonly data: Uint8Array
  /** Absent: no response data is expected (case 1 and 3). */
  readonly le?: ExpectedLength
  /** Extended length fields. Forced where the short form cannot carry the lengths. */
  readonly extended: boolean
}

/** What a caller gives to {@link commandApdu}; CLA is 00, data empty and the form short where not said. */
export interface CommandParameters {
  readonly cla?: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  readonly data?: Uint8Array
  readonly le?: ExpectedLength
  readonly extended?: boolean
}

const MAX_SHORT_DATA = 255
const MAX_SHORT_LE = 256
const MAX_DATA = 0xffff
const MAX_LE = 0x10000

/** One for all: it has no bytes that anybody could change. */
const NO_DATA = new Uint8Array(0)

/**
 * Builds a command APDU.
 *
 * @throws RangeError on more than 65535 data bytes or an Le outside 1 to 65536: a programming error, never input.
 */
export function commandApdu(parameters: CommandParameters): CommandApdu {
  const { cla = 0x00, ins, p1, p2, data = NO_DATA, le, extended = false } = parameters
  if (data.length > MAX_DATA) throw new RangeError(`command data of ${data.length} bytes`)
  if (typeof le === 'number' && (le < 1 || le > MAX_LE)) throw new RangeError(`expected length ${le}`)
  const tooLongForShort = data.length > MAX_SHORT_DATA || (typeof le === 'number' && le > MAX_SHORT_LE)
  const form = extended || tooLongForShort
  // Two shapes and no spreading: every exchange passes here, many times a millisecond with a simulated card.
  return le === undefined ? { cla, ins, p1, p2, data, extended: form } : { cla, ins, p1, p2, data, le, extended: form }
}

/**
 * The bytes that go to the card.
 *
 * ```
 * case 1   CLA INS P1 P2
 * case 2s  CLA INS P1 P2 Le            case 2e  CLA INS P1 P2 00 LeLe
 * case 3s  CLA INS P1 P2 Lc data       case 3e  CLA INS P1 P2 00 LcLc data
 * case 4s  CLA INS P1 P2 Lc data Le    case 4e  CLA INS P1 P2 00 LcLc data LeLe
 * ```
 */
export function encodeCommand(apdu: CommandApdu): Uint8Array<ArrayBuffer> {
  const header = Uint8Array.of(apdu.cla, apdu.ins, apdu.p1, apdu.p2)
  return apdu.extended ? encodeExtended(header, apdu) : encodeShort(header, apdu)
}

function encodeShort(header: Uint8Array, { data, le }: CommandApdu): Uint8Array<ArrayBuffer> {
  const lc = data.length > 0 ? Uint8Array.of(data.length) : new Uint8Array(0)
  const leField = le === undefined ? new Uint8Array(0) : Uint8Array.of(le === 'any' ? 0 : le & 0xff)
  return concat(header, lc, data, leField)
}

function encodeExtended(header: Uint8Array, { data, le }: CommandApdu): Uint8Array<ArrayBuffer> {
  // Without data and Le there is no extended form: case 1 is one form only.
  if (data.length === 0 && le === undefined) return concat(header)
  const lc = data.length > 0 ? uint16(data.length) : new Uint8Array(0)
  const leField = le === undefined ? new Uint8Array(0) : uint16(le === 'any' ? 0 : le & 0xffff)
  return concat(header, Uint8Array.of(0), lc, data, leField)
}

/**
 * Reads the bytes of a command; the inverse of {@link encodeCommand}.
 *
 * @throws DecodeError where the lengths do not fit any of the seven cases.
 */
export function decodeCommand(bytes: Uint8Array): CommandApdu {
  // By index: a pattern in brackets runs an iterator, which took a third of a simple exchange with the simulated card.
  const { 0: cla, 1: ins, 2: p1, 3: p2, 4: b5 } = bytes
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) {
    throw new DecodeError('command header is cut short', bytes.length)
  }
  if (b5 === undefined) return commandApdu({ cla, ins, p1, p2 })
  if (bytes.length === 5) return commandApdu({ cla, ins, p1, p2, le: b5 === 0 ? 'any' : b5 })
  const header = { cla, ins, p1, p2 }
  return b5 === 0 ? decodeExtended(header, bytes) : decodeShort(header, bytes, b5)
}

type Header = Pick<CommandApdu, 'cla' | 'ins' | 'p1' | 'p2'>

function decodeShort(header: Header, bytes: Uint8Array, lc: number): CommandApdu {
  const end = 5 + lc
  const data = bytes.slice(5, end)
  const le = bytes[end]
  if (data.length < lc) throw new DecodeError(`command data of ${lc} bytes is cut short`, bytes.length)
  if (bytes.length > end + 1) throw new DecodeError('bytes after Le', end + 1)
  return commandApdu({ ...header, data, ...(le !== undefined && { le: le === 0 ? 'any' : le }) })
}

function decodeExtended(header: Header, bytes: Uint8Array): CommandApdu {
  if (bytes.length < 7) throw new DecodeError('extended length field is cut short', bytes.length)
  const first = readUint16(bytes, 5)
  if (bytes.length === 7) return commandApdu({ ...header, le: first === 0 ? 'any' : first, extended: true })
  if (first === 0) throw new DecodeError('extended Lc of 0', 5)
  const end = 7 + first
  const data = bytes.slice(7, end)
  if (data.length < first) throw new DecodeError(`command data of ${first} bytes is cut short`, bytes.length)
  if (bytes.length === end) return commandApdu({ ...header, data, extended: true })
  if (bytes.length !== end + 2) throw new DecodeError('extended Le is not two bytes', end)
  const le = readUint16(bytes, end)
  return commandApdu({ ...header, data, le: le === 0 ? 'any' : le, extended: true })
}

function readUint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0)
}
