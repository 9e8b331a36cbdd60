import { decodeFrame, type Frame, frameLength } from './frame.js'

/** Enough for every frame but long lists of objects. */
const USUAL_BYTES = 64 * 1024

/**
 * Cuts what arrives in pieces of any size into frames, in memory of its own that is overwritten as soon as a frame is done
 * with: frames carry PINs one way, and what was deciphered the other.
 */
export class FrameReader {
  #buffer = Buffer.alloc(USUAL_BYTES)
  /** Bytes of the buffer that hold something. */
  #filled = 0
  /** Length of the frame that was handed out last, still at the start of the buffer. */
  #lent = 0

  /** Where the next bytes can be read into; {@link FrameReader.arrived} tells how many there were. */
  space(): Buffer {
    if (this.#filled === this.#buffer.length) this.#resize(2 * this.#buffer.length)
    return this.#buffer.subarray(this.#filled)
  }

  arrived(bytes: number): void {
    this.#filled += bytes
  }

  /** Takes a copy of `chunk`, and overwrites it. */
  push(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.length;) {
      const space = this.space()
      const part = chunk.subarray(taken, taken + space.length)
      space.set(part)
      this.arrived(part.length)
      taken += part.length
    }
    chunk.fill(0)
  }

  /**
   * The next frame, if it is all there. Its attachments are good until the next call of `next`, `space` or `push`.
   *
   * @throws ProtocolError; nothing that comes after that can be read
   */
  next(): Frame | undefined {
    this.release()
    const length = frameLength(this.#buffer.subarray(0, this.#filled))
    if (length === undefined || length > this.#filled) return undefined
    this.#lent = length
    return decodeFrame(this.#buffer.subarray(0, length))
  }

  /** Overwrites the frame that was handed out last. */
  release(): void {
    if (this.#lent === 0) return
    this.#buffer.copyWithin(0, this.#lent, this.#filled)
    this.#buffer.fill(0, this.#filled - this.#lent, this.#filled)
    this.#filled -= this.#lent
    this.#lent = 0
    if (this.#buffer.length > USUAL_BYTES && this.#filled <= USUAL_BYTES) this.#resize(USUAL_BYTES)
  }

  #resize(bytes: number): void {
    const before = this.#buffer
    this.#buffer = Buffer.alloc(bytes)
    this.#buffer.set(before.subarray(0, this.#filled))
    before.fill(0)
  }
}
