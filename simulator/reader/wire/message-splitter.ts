import { concat } from '../../../src/bytes/concat.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'

/** How long the length field in front of each message is, and how long a message may be. */
export interface Framing {
  /** Bytes of the big-endian length field: 4 on the wire of the driver, 2 on that of vpcd. */
  readonly lengthBytes: 2 | 4
  readonly longest: number
}

const NOTHING = new Uint8Array(0)

/** Cuts a stream of bytes into the messages that were put into it, each behind its length. */
export class MessageSplitter {
  readonly #framing: Framing
  #rest: Uint8Array = NOTHING

  constructor(framing: Framing) {
    this.#framing = framing
  }

  /**
   * The messages that are whole with these bytes, without their length fields. All are copies: the caller may use the place of
   * `bytes` again.
   *
   * @throws DecodeError where a message is longer than any can be; the stream is of no use any more then
   */
  take(bytes: Uint8Array): Uint8Array[] {
    const { lengthBytes, longest } = this.#framing
    const whole = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes)
    const messages: Uint8Array[] = []
    let next = 0
    while (whole.length - next >= lengthBytes) {
      const start = next + lengthBytes
      const length = readLength(whole, next, start)
      if (length > longest) throw new DecodeError(`message of ${length} bytes`, 0)
      if (whole.length < start + length) break
      next = start + length
      messages.push(copyOf(whole, start, next))
    }
    this.#rest = next === whole.length ? NOTHING : copyOf(whole, next, whole.length)
    return messages
  }
}

/** Big-endian. */
function readLength(bytes: Uint8Array, start: number, end: number): number {
  let length = 0
  for (let i = start; i < end; i++) length = length * 0x100 + (bytes[i] ?? 0)
  return length
}

/** A Buffer's own `slice` copies nothing. */
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, start, end)
}
