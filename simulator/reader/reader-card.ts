/** A card as a reader holds it: its contacts can be powered, reset and left without power. */
export interface ReaderCard {
  /** Of the last reset. */
  readonly atr: Uint8Array
  transmit(command: Uint8Array): Promise<Uint8Array>
  /** Warm reset. */
  reset(): Promise<void>
  /** Cold reset. Resolves to the answer to reset. */
  powerUp(): Promise<Uint8Array>
  powerDown(): Promise<void>
  /** The card leaves the reader: its state is closed. */
  close(): Promise<void>
}
