/** Longest entry that is kept; no PIN and no PUK is longer. What goes beyond is counted, so that it is told as too long. */
const CAPACITY = 16

const BACKSPACE: readonly number[] = [0x08, 0x7f]
const ENTER: readonly number[] = [0x0d, 0x0a]
/** Ctrl-C, Ctrl-D. */
const CANCEL: readonly number[] = [0x03, 0x04]
const CLEAR_LINE = 0x15
const ESCAPE = 0x1b

/**
 * An entry of digits, key by key. Digits are kept as bytes and never become a string, which could not be overwritten. Keys
 * that are no digits are ignored, arrow and function keys whole: their codes hold digits (`ESC [ 3 ~`).
 */
export class DigitEntry {
  readonly #digits = new Uint8Array(CAPACITY)
  #length = 0
  #escape: 'none' | 'started' | 'sequence' = 'none'

  /** Takes the next key. */
  feed(byte: number): 'more' | 'entered' | 'cancelled' {
    if (this.#escape !== 'none') this.#feedEscape(byte)
    else if (ENTER.includes(byte)) return 'entered'
    else if (CANCEL.includes(byte)) return 'cancelled'
    else if (byte === ESCAPE) this.#escape = 'started'
    else if (BACKSPACE.includes(byte)) this.#remove()
    else if (byte === CLEAR_LINE) this.wipe()
    else if (byte >= 0x30 && byte <= 0x39) this.#add(byte)
    return 'more'
  }

  /** Number of digits typed, also beyond what is kept. */
  get length(): number {
    return this.#length
  }

  /** A copy of the digits as ASCII; what was typed here is overwritten. */
  take(): Uint8Array {
    const digits = this.#digits.slice(0, Math.min(this.#length, CAPACITY))
    this.wipe()
    return digits
  }

  /** Forgets everything. */
  wipe(): void {
    this.#digits.fill(0)
    this.#length = 0
  }

  #add(digit: number): void {
    if (this.#length < CAPACITY) this.#digits[this.#length] = digit
    this.#length++
  }

  #remove(): void {
    if (this.#length === 0) return
    this.#length--
    if (this.#length < CAPACITY) this.#digits[this.#length] = 0
  }

  /** `ESC [ … final` and `ESC O final` (ECMA-48 §5.4); any other key after ESC ends it. */
  #feedEscape(byte: number): void {
    if (this.#escape === 'started') this.#escape = byte === 0x5b || byte === 0x4f ? 'sequence' : 'none'
    else if (byte >= 0x40 && byte <= 0x7e) this.#escape = 'none'
  }
}
