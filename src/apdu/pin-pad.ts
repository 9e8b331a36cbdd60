/** What a person types at a reader: the secret that the card has, a new one, the new one once more. */
export type PadEntry = 'current' | 'new' | 'confirmation'

/**
 * A command whose secrets a person types at the reader. They never come to this computer: the reader puts them into the
 * command and sends it to the card.
 */
export interface PadOrder {
  /**
   * The command APDU with an empty format-2 PIN block (`20 FF FF FF FF FF FF FF`) in the place of each secret, the current
   * one first.
   */
  readonly command: Uint8Array
  /** The command's name in the specification, for traces. */
  readonly name: string
  /** In the order in which the person makes them. Without `new`: VERIFY; with it: a command that sets a new secret. */
  readonly entries: readonly PadEntry[]
  readonly minDigits: number
  readonly maxDigits: number
  readonly language: 'de' | 'en'
  /** For the first digit, and between digits where the reader can tell them apart. */
  readonly timeoutMs: number
}

/** The keys and the display of a reader (PC/SC part 10). */
export interface PinPad {
  /**
   * Lets the person type, and gives the card's answer: data and status word.
   *
   * @throws HealthCardError `HC_PIN_CANCELLED` (by the person, or time over), `HC_PIN_FORMAT` (number of digits, or the two
   *   new values differ): the card has not been asked then
   */
  perform(order: PadOrder): Promise<Uint8Array>
}
