import type { PinPad } from './pin-pad.js'

/** What the caller knows about the bytes, so that no trace shows what must not be shown. */
export interface TransmitOptions {
  /** `command`: the command data is secret (a PIN); `response`: the response data is (a deciphered key). */
  readonly secret?: 'command' | 'response'
  /** The command's name in the specification: `VERIFY`, `PSO COMPUTE DIGITAL SIGNATURE`. For traces only. */
  readonly name?: string
}

/** A time in which nobody else can use the card. */
export interface CardHold {
  /** Resets the card, so that every security status is gone, and lets others use it. Never rejects for a card that is gone. */
  end(): Promise<void>
}

/**
 * A connection to one powered card: bytes in, bytes out. Implementations: the simulated card in process, PC/SC readers,
 * and the decorators of this folder.
 *
 * One exchange at a time; a second call while one is under way waits. A card that is gone rejects with
 * `HC_CARD_REMOVED`, a reader that is gone with `HC_READER_NONE`.
 */
export interface CardTransport {
  /** Answer to reset. Shown to people, never used to recognise a card. */
  readonly atr: Uint8Array
  /** True where reader and driver carry extended length fields (ISO 7816-4 §5.1). */
  readonly extendedLength: boolean
  /** Sends one command APDU and resolves to the response: data and two bytes of status word. */
  transmit(command: Uint8Array, options?: TransmitOptions): Promise<Uint8Array>
  /**
   * Keeps everybody else from the card until the hold is ended. Before it, others may have used or reset the card, or
   * another card may be in the reader: whoever holds it looks first. One hold at a time.
   *
   * A process that ends without ending its hold leaves a card that was reset.
   *
   * @throws HealthCardError `HC_CARD_BUSY` where somebody else does not let go of it
   */
  hold(): Promise<CardHold>
  /**
   * Takes the card for the commands that follow closely, so that nobody comes between them. Resolves to false where others
   * may have used it since the last command: what was selected may not be current, and the card may be another one. Absent
   * where there are no others.
   */
  claim?(): Promise<boolean>
  /** The reader's own keys, where it has some. Used inside a hold. */
  readonly pinPad?: PinPad
  /**
   * Ends the connection; a hold that is not ended yet ends with it. A card that others cannot use loses its power. Never
   * rejects for a card that is already gone.
   */
  close(): Promise<void>
}
