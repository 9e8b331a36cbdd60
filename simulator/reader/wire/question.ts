import { concat } from '../../../src/bytes/concat.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'

/** What pcscd asks of the reader, as simulator/ifd/README.md describes it. */
export type Question =
  | { readonly kind: 'presence' | 'powerUp' | 'reset' | 'powerDown' }
  | { readonly kind: 'transmit'; readonly command: Uint8Array }
  /** `code`: the IOCTL of PC/SC part 10. */
  | { readonly kind: 'control'; readonly code: number; readonly input: Uint8Array }

/** Why a question has no answer. */
export type Refusal = 'noCard' | 'notSupported' | 'timeOut' | 'readerGone'

/** What the reader says. */
export type Answer = { readonly status: 'done'; readonly body: Uint8Array } | { readonly status: Refusal }

const bare: Readonly<Record<string, 'presence' | 'powerUp' | 'reset' | 'powerDown'>> = {
  P: 'presence',
  U: 'powerUp',
  R: 'reset',
  D: 'powerDown',
}

const statusBytes: Readonly<Record<Answer['status'], number>> = {
  done: 0,
  noCard: 1,
  notSupported: 2,
  timeOut: 3,
  readerGone: 4,
}

/**
 * Reads a message without its length field.
 *
 * @throws DecodeError on an unknown kind or a body that does not fit it
 */
export function decodeQuestion(message: Uint8Array): Question {
  const kind = String.fromCharCode(message[0] ?? 0)
  const body = message.subarray(1)
  if (kind === 'T') return { kind: 'transmit', command: body }
  if (kind === 'C') {
    if (body.length < 4) throw new DecodeError('control code is cut short', message.length)
    return { kind: 'control', code: readUint32(body), input: body.subarray(4) }
  }
  const plain = bare[kind]
  if (plain === undefined) throw new DecodeError('unknown kind of question', 0)
  if (body.length > 0) throw new DecodeError('body where none belongs', 1)
  return { kind: plain }
}

/** The bytes of an answer with their length field. */
export function encodeAnswer(answer: Answer): Uint8Array<ArrayBuffer> {
  const body = answer.status === 'done' ? answer.body : new Uint8Array(0)
  return concat(uint32(body.length + 1), Uint8Array.of(statusBytes[answer.status]), body)
}

/** `value` in four bytes, big-endian. */
export function uint32(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff)
}

/** The first four bytes as a number, big-endian. The caller has looked that they are there. */
export function readUint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)
}
