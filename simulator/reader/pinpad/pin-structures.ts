import { decodeCommand, type CommandApdu } from '../../../src/apdu/command-apdu.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'

/** What PIN_VERIFY and PIN_MODIFY have in common. */
interface PinEntry {
  /** Seconds until the first key, and between keys; 0 for the reader's own. */
  readonly timeOutSeconds: number
  readonly keyTimeOutSeconds: number
  /** Digits that the host allows. */
  readonly digits: { readonly min: number; readonly max: number }
  /** Messages for the display, by their index; undefined: the reader's own. */
  readonly messages: readonly number[] | undefined
  /** Windows language identifier: 0x0407 German, 0x0409 English. */
  readonly language: number
  /** The command with empty PIN blocks. */
  readonly template: Uint8Array
}

/** PIN_VERIFY (PC/SC part 10 §2.5.2), for one PIN block at the start of the command data. */
export interface PinVerify extends PinEntry {
  readonly kind: 'verify'
}

/** PIN_MODIFY (§2.5.3). */
export interface PinModify extends PinEntry {
  readonly kind: 'modify'
  /** Where the blocks stand in the command data, in bytes; `old` is absent where no old value is asked for. */
  readonly offsets: { readonly old?: number; readonly new: number }
  /** The new PIN is entered twice. */
  readonly confirmed: boolean
}

/** Length of a format-2 PIN block. */
export const BLOCK_BYTES = 8
const VERIFY_HEADER = 19
const MODIFY_HEADER = 24

/**
 * The form of format-2 PIN blocks (gemSpec_COS §8.1.7): the digits as BCD from bit 8 on, justified left (41); a length of
 * four bits in a block of eight bytes (48); that length at bit 4 (04).
 */
const FORMAT_2 = [0x41, 0x48, 0x04]

/** VERIFY, CHANGE REFERENCE DATA, DISABLE and ENABLE VERIFICATION REQUIREMENT, RESET RETRY COUNTER. */
const pinCommands: readonly number[] = [0x20, 0x24, 0x26, 0x28, 0x2c]

/**
 * Reads a PIN_VERIFY structure; numbers are little-endian.
 *
 * ```
 *  0 time-out │ 1 time-out of keys │ 2 format │ 3 block │ 4 length format │ 5 max │ 6 min │ 7 completion
 *  8 messages │ 9 language (2) │ 11 message │ 12 prologue (3) │ 15 length (4) │ 19 command
 * ```
 *
 * @throws DecodeError on everything that is no order for format-2 blocks that a reader could carry out
 */
export function decodePinVerify(bytes: Uint8Array): PinVerify {
  if (bytes.length < VERIFY_HEADER) throw new DecodeError('PIN_VERIFY is cut short', bytes.length)
  requireFormat2(bytes)
  requireZero(bytes, 12, 15, 'prologue')
  const template = templateOf(bytes, 15, VERIFY_HEADER)
  requireEmptyBlock(template, 0, VERIFY_HEADER)
  return {
    kind: 'verify',
    timeOutSeconds: at(bytes, 0),
    keyTimeOutSeconds: at(bytes, 1),
    digits: digitsAt(bytes, 5),
    messages: messagesAt(bytes, 8, [11], 1),
    language: littleEndian(bytes, 9, 2),
    template: bytes.slice(VERIFY_HEADER),
  }
}

/**
 * Reads a PIN_MODIFY structure; numbers are little-endian.
 *
 * ```
 *  0 time-out │ 1 time-out of keys │ 2 format │ 3 block │ 4 length format │ 5 offset old │ 6 offset new │ 7 max │ 8 min
 *  9 confirm (bit 0), ask for the old (bit 1) │ 10 completion │ 11 messages │ 12 language (2) │ 14 messages (3)
 * 17 prologue (3) │ 20 length (4) │ 24 command
 * ```
 *
 * @throws DecodeError as {@link decodePinVerify}
 */
export function decodePinModify(bytes: Uint8Array): PinModify {
  if (bytes.length < MODIFY_HEADER) throw new DecodeError('PIN_MODIFY is cut short', bytes.length)
  requireFormat2(bytes)
  requireZero(bytes, 17, 20, 'prologue')
  const confirm = at(bytes, 9)
  if (confirm > 3) throw new DecodeError('unknown kind of confirmation', 9)
  const [confirmed, asksOld] = [(confirm & 1) !== 0, (confirm & 2) !== 0]
  const offsets = { ...(asksOld && { old: at(bytes, 5) }), new: at(bytes, 6) }
  const template = templateOf(bytes, 20, MODIFY_HEADER)
  if (asksOld) {
    if (Math.abs(at(bytes, 5) - offsets.new) < BLOCK_BYTES) throw new DecodeError('PIN blocks overlap', 6)
    requireEmptyBlock(template, at(bytes, 5), MODIFY_HEADER)
  }
  requireEmptyBlock(template, offsets.new, MODIFY_HEADER)
  return {
    kind: 'modify',
    timeOutSeconds: at(bytes, 0),
    keyTimeOutSeconds: at(bytes, 1),
    digits: digitsAt(bytes, 7),
    messages: messagesAt(bytes, 11, [14, 15, 16], 1 + Number(confirmed) + Number(asksOld), 10),
    language: littleEndian(bytes, 12, 2),
    template: bytes.slice(MODIFY_HEADER),
    offsets,
    confirmed,
  }
}

function requireFormat2(bytes: Uint8Array): void {
  const wrong = FORMAT_2.findIndex((byte, i) => bytes[2 + i] !== byte)
  if (wrong >= 0) throw new DecodeError('not the form of a format-2 PIN block', 2 + wrong)
}

function requireZero(bytes: Uint8Array, from: number, to: number, what: string): void {
  const stray = bytes.subarray(from, to).findIndex((byte) => byte !== 0)
  if (stray >= 0) throw new DecodeError(`${what} is not empty`, from + stray)
}

/** A pad compares with these numbers what is typed: none below 4 or above 12 belongs into a format-2 block. */
function digitsAt(bytes: Uint8Array, offset: number): { readonly min: number; readonly max: number } {
  const [max, min] = [at(bytes, offset), at(bytes, offset + 1)]
  if (min > max || max > 12) throw new DecodeError('lengths that no PIN has', offset)
  return { min, max }
}

/** The byte that says when an entry is complete stands right before the number of messages. */
function messagesAt(
  bytes: Uint8Array,
  offset: number,
  indexes: readonly number[],
  prompts: number,
  completionAt = offset - 1,
): readonly number[] | undefined {
  const completion = at(bytes, completionAt)
  if (completion === 0 || completion > 7) throw new DecodeError('no condition that completes an entry', completionAt)
  const count = at(bytes, offset)
  if (count === 0xff) return undefined
  if (count !== 0 && count !== prompts) throw new DecodeError(`${count} messages for ${prompts} prompts`, offset)
  return indexes.slice(0, count).map((index) => at(bytes, index))
}

function templateOf(bytes: Uint8Array, lengthAt: number, start: number): CommandApdu {
  const length = littleEndian(bytes, lengthAt, 4)
  if (length !== bytes.length - start) throw new DecodeError('length of the command is wrong', lengthAt)
  const command = decodeCommand(bytes.subarray(start))
  if (!pinCommands.includes(command.ins)) throw new DecodeError('no command that takes a PIN', start + 1)
  if (command.extended || command.le !== undefined)
    throw new DecodeError('not a short command without answer', start + 4)
  return command
}

/** An empty block is `20 FF…`: the pad puts length and digits in. */
function requireEmptyBlock({ data }: CommandApdu, offset: number, start: number): void {
  const block = data.subarray(offset, offset + BLOCK_BYTES)
  if (block.length < BLOCK_BYTES) throw new DecodeError('PIN block outside of the command data', start + 5 + offset)
  const stray = block.findIndex((byte, i) => byte !== (i === 0 ? 0x20 : 0xff))
  if (stray >= 0) throw new DecodeError('PIN block is not empty', start + 5 + offset + stray)
}

function littleEndian(bytes: Uint8Array, offset: number, length: number): number {
  return bytes.subarray(offset, offset + length).reduceRight((sum, byte) => sum * 0x100 + byte, 0)
}

function at(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0
}
