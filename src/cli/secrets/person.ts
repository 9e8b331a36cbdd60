import { SecretBytes } from '../../bytes/secret-bytes.js'
import { HealthCardError } from '../../errors/health-card-error.js'
import type { Words } from '../messages/texts.js'
import type { PersonConsole } from '../terminal/terminal.js'
import { DigitEntry } from './digit-entry.js'

/** Longest pause between two keys. After it nobody is there any more, and the card must not wait open. */
const TIMEOUT_MS = 120_000

/** Questions to the person at the terminal. Every question can be cancelled, and ends by itself. */
export class Person {
  readonly #console: PersonConsole
  readonly #words: Words
  readonly #signal: AbortSignal

  constructor(console: PersonConsole, words: Words, signal: AbortSignal) {
    this.#console = console
    this.#words = words
    this.#signal = signal
  }

  /** Shows a line. */
  tell(text: string): void {
    this.#console.write(`${text}\n`)
  }

  /**
   * Asks for digits, which are not shown, nor is their number, until there are as many as wanted.
   *
   * @throws HealthCardError `HC_PIN_CANCELLED`, `HC_STOPPED`
   */
  async askDigits(prompt: string, minDigits: number, maxDigits: number): Promise<SecretBytes> {
    for (;;) {
      const entry = await this.#read(`${prompt}: `, false)
      if (entry.isDigits(minDigits, maxDigits)) return SecretBytes.take(entry.take())
      entry.wipe()
      this.tell(this.#words.prompts.wrongLength(minDigits, maxDigits))
    }
  }

  /** Asks for a number from 1 to `count`, and again until it is one. */
  async askNumber(prompt: string, count: number): Promise<number> {
    for (;;) {
      const entry = await this.#read(`${prompt} `, true)
      const number = Number(Buffer.from(entry.take()).toString('latin1'))
      if (number >= 1 && number <= count) return number
    }
  }

  /** Asks a question that is answered by one key; everything but a yes is a no. */
  async askYesNo(question: string): Promise<boolean> {
    let yes = false
    await this.#listen(`${question} ${this.#words.prompts.yesNo} `, (byte) => {
      const key = String.fromCharCode(byte).toLowerCase()
      yes = this.#words.prompts.yesKeys.includes(key)
      return true
    })
    this.tell('')
    return yes
  }

  async #read(prompt: string, shown: boolean): Promise<DigitEntry> {
    const entry = new DigitEntry()
    let end: 'entered' | 'cancelled' = 'cancelled'
    try {
      await this.#listen(prompt, (byte) => {
        const before = entry.length
        const result = entry.feed(byte)
        if (shown && entry.length > before) this.#console.write(String.fromCharCode(byte))
        if (shown && entry.length < before) this.#console.write('\b \b'.repeat(before - entry.length))
        if (result === 'more') return false
        end = result
        return true
      })
      if (wasCancelled(end)) throw cancelled(false)
      return entry
    } catch (error) {
      entry.wipe()
      throw error
    } finally {
      this.tell('')
    }
  }

  async #listen(prompt: string, take: (byte: number) => boolean): Promise<void> {
    switch (await this.#console.readKeys(prompt, take, TIMEOUT_MS, this.#signal)) {
      case 'done':
        return
      case 'timedOut':
        throw cancelled(true)
      case 'stopped':
        throw new HealthCardError('HC_STOPPED', 'stopped while somebody was asked')
    }
  }
}

// A closure assigned the value, which the compiler's flow analysis does not see.
function wasCancelled(end: 'entered' | 'cancelled'): boolean {
  return end === 'cancelled'
}

function cancelled(timedOut: boolean): HealthCardError {
  return new HealthCardError('HC_PIN_CANCELLED', timedOut ? 'the entry timed out' : 'the entry was cancelled', {
    timedOut,
  })
}
