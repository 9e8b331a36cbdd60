import { stillBytes, stillCopy } from '../../bytes/still-bytes.js'

/**
 * Longest entry that is kept: that of a token; no PIN and no PUK of a card has more than 12 digits. What goes beyond is
 * counted, so that it is told as too long.
 */
const CAPACITY = 64

const BACKSPACE: readonly number[] = [0x08, 0x7f]
const ENTER: readonly number[] = [0x0d, 0x0a]
/** Ctrl-C, Ctrl-D. */
const CANCEL: readonly number[] = [0x03, 0x04]
const CLEAR_LINE = 0x15
const ESCAPE = 0x1b
/** In the place of a key that is no digit. */
const FOREIGN = 0

/**
 * An entry of digits, key by key. Digits are kept as bytes and never become a string, which could not be overwritten. Arrow
 * and function keys are ignored whole: their codes hold digits (`ESC [ 3 ~`).
 *
 * A letter keeps its place and spoils the entry: the person sees nothing of it, and an entry without it, or a Backspace
 * that was meant for it and took a digit, would be a wrong PIN.
 */
export class DigitEntry {
  readonly #digits = stillBytes(CAPACITY)
  #length = 0
  #escape: 'none' | 'started' | 'sequence' = 'none'

  /** Takes the next key. */
  feed(byte: number): 'more' | 'entered' | 'cancelled' {
    if (this.#belongsToEscape(byte)) return 'more'
    if (ENTER.includes(byte)) return 'entered'
    else if (CANCEL.includes(byte)) return 'cancelled'
    else if (byte === ESCAPE) this.#escape = 'started'
    else if (BACKSPACE.includes(byte)) this.#remove()
    else if (byte === CLEAR_LINE) this.wipe()
    else if (byte >= 0x30 && byte <= 0x39) this.#add(byte)
    else if (isCharacter(byte)) this.#add(FOREIGN)
    return 'more'
  }

  /** Number of characters typed, also beyond what is kept. */
  get length(): number {
    return this.#length
  }

  /** True if that many digits were typed, and nothing else. */
  isDigits(least: number, most: number): boolean {
    const fits = this.#length >= least && this.#length <= most && this.#length <= CAPACITY
    return fits && !this.#digits.subarray(0, this.#length).includes(FOREIGN)
  }

  /** A copy of the digits as ASCII; what was typed here is overwritten. */
  take(): Uint8Array {
    const digits = stillCopy(this.#digits.subarray(0, Math.min(this.#length, CAPACITY)))
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

  /**
   * `ESC [ … final` and `ESC O final` (ECMA-48 §5.4). Any other key after ESC is a key of its own, and a control key ends
   * whatever it interrupts.
   *
   * @returns true for a byte that belongs to such a code
   */
  #belongsToEscape(byte: number): boolean {
    const before = this.#escape
    this.#escape = 'none'
    if (before === 'none' || byte < 0x20) return false
    if (before === 'started' && byte !== 0x5b && byte !== 0x4f) return false
    if (before === 'started' || byte < 0x40 || byte > 0x7e) this.#escape = 'sequence'
    return true
  }
}

/** Printable, and not a later byte of a character in UTF-8. */
function isCharacter(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte >= 0xc0
}
