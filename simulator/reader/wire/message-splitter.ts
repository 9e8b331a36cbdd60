import { concat } from '../../../src/bytes/concat.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'

/** How long the length field in front of each message is, and how long a message may be. */
export interface Framing {
  /** Bytes of the big-endian length field: 4 on the wire of the driver, 2 on that of vpcd. */
  readonly lengthBytes: 2 | 4
  readonly longest: number
}

/** Cuts a stream of bytes into the messages that were put into it, each behind its length. */
export class MessageSplitter {
  readonly #framing: Framing
  #rest: Uint8Array = new Uint8Array(0)

  constructor(framing: Framing) {
    this.#framing = framing
  }

  /**
   * The messages that are whole with these bytes, without their length fields.
   *
   * @throws DecodeError where a message is longer than any can be; the stream is of no use any more then
   */
  take(bytes: Uint8Array): Uint8Array[] {
    const { lengthBytes, longest } = this.#framing
    let rest = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes)
    const messages: Uint8Array[] = []
    while (rest.length >= lengthBytes) {
      const length = rest.subarray(0, lengthBytes).reduce((sum, byte) => sum * 0x100 + byte, 0)
      if (length > longest) throw new DecodeError(`message of ${length} bytes`, 0)
      if (rest.length < lengthBytes + length) break
      messages.push(rest.slice(lengthBytes, lengthBytes + length))
      rest = rest.subarray(lengthBytes + length)
    }
    this.#rest = rest.slice()
    return messages
  }
}
