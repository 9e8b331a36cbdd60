import { maskedCommand, maskedResponse } from '../../src/apdu/mask-secrets.js'

/** One line of a reader's trace: what passed its contacts, in the order in which it did. PINs are masked. */
export type ReaderTraceLine =
  | { readonly time: string; readonly reader: string; readonly event: ReaderEvent }
  | { readonly time: string; readonly reader: string; readonly toCard: string }
  /** `fromCard` is null where the card gave no answer. */
  | { readonly time: string; readonly reader: string; readonly fromCard: string | null }
  /** The person at the PIN pad was asked; `messages` as the display showed them. */
  | { readonly time: string; readonly reader: string; readonly pinPad: string; readonly messages: readonly number[] }

/** What else happens at a reader. */
export type ReaderEvent = 'insert' | 'remove' | 'powerUp' | 'reset' | 'powerDown' | 'unplug' | 'plug'

/** Writes down what happens at one reader. */
export class ReaderTrace {
  readonly #reader: string
  readonly #sink: (line: ReaderTraceLine) => void
  readonly #clock: () => Date

  /** @param sink - takes the lines; it must not throw */
  constructor(reader: string, sink: (line: ReaderTraceLine) => void, clock: () => Date) {
    this.#reader = reader
    this.#sink = sink
    this.#clock = clock
  }

  event(event: ReaderEvent): void {
    this.#sink({ ...this.#head(), event })
  }

  pinPad(what: string, messages: readonly number[]): void {
    this.#sink({ ...this.#head(), pinPad: what, messages })
  }

  /** A command goes to the card; the answer is told by what this returns. */
  command(command: Uint8Array): { answer(response: Uint8Array | undefined): void } {
    this.#sink({ ...this.#head(), toCard: maskedCommand(command) })
    // The header alone decides what of an answer is secret; the data of the command may be wiped by then.
    const header = command.slice(0, 4)
    return {
      answer: (response) => {
        this.#sink({ ...this.#head(), fromCard: response ? maskedResponse(header, response) : null })
      },
    }
  }

  #head(): { readonly time: string; readonly reader: string } {
    return { time: this.#clock().toISOString(), reader: this.#reader }
  }
}
