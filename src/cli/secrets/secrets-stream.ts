import { SecretBytes } from '../../bytes/secret-bytes.js'
import { stillCopy } from '../../bytes/still-bytes.js'
import { HealthCardError } from '../../errors/health-card-error.js'

/** `PIN.QES`, `MRPIN.NFD`, `PIN.USER`, with the role of the value behind it. */
const NAME = /^(?:PIN|MRPIN)\.[A-Z0-9_]+(?:\.(?:transport|new|puk))?$/

const LF = 0x0a
const CR = 0x0d
const EQUALS = 0x3d
const HASH = 0x23
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/**
 * The secrets that a caller handed over, by name. Values stay bytes from the stream to the card. A line serves once.
 */
export class SecretsStream implements Disposable {
  readonly #values = new Map<string, SecretBytes[]>()

  /**
   * Reads the lines `NAME[.transport|.new|.puk]=DIGITS`; `#` and blank lines are skipped. `bytes` are overwritten.
   *
   * @throws HealthCardError `HC_SECRETS_MALFORMED` with the number of the first line that is none, and nothing else of it
   */
  static read(bytes: Uint8Array): SecretsStream {
    const stream = new SecretsStream()
    try {
      for (const [index, line] of linesOf(bytes).entries()) stream.#addLine(line, index + 1)
      return stream
    } catch (error) {
      stream.dispose()
      throw error
    } finally {
      bytes.fill(0)
    }
  }

  /** Lines left of that name. */
  count(name: string): number {
    return this.#values.get(name)?.length ?? 0
  }

  /** The next value of that name, which is the receiver's; undefined where none is left. */
  take(name: string): SecretBytes | undefined {
    return this.#values.get(name)?.shift()
  }

  dispose(): void {
    for (const values of this.#values.values()) for (const value of values) value.dispose()
    this.#values.clear()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #addLine(line: Uint8Array, number: number): void {
    if (line[0] === HASH || line.every(isBlank)) return
    const equals = line.indexOf(EQUALS)
    const name = Buffer.from(line.subarray(0, Math.max(0, equals))).toString('latin1')
    const digits = line.subarray(equals + 1)
    if (!NAME.test(name) || digits.length === 0 || !digits.every(isDigit)) {
      throw new HealthCardError('HC_SECRETS_MALFORMED', `line ${number} of the secrets stream is malformed`, {
        line: number,
      })
    }
    const value = SecretBytes.take(stillCopy(digits))
    this.#values.set(name, [...(this.#values.get(name) ?? []), value])
  }
}

/** The lines without their ends; views into `bytes`. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? BYTE_ORDER_MARK.length : 0
  while (start < bytes.length) {
    const feed = bytes.indexOf(LF, start)
    const end = feed < 0 ? bytes.length : feed
    lines.push(bytes.subarray(start, feed > start && bytes[end - 1] === CR ? end - 1 : end))
    start = end + 1
  }
  return lines
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
