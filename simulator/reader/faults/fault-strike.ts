/** What a fault does to the world around a card. `backAfterMs`: when it is as before; not at all by itself where absent. */
export interface Strike {
  /** The card is pulled out; the reader is unplugged; pcscd is killed. */
  readonly kind: 'pull' | 'readerGone' | 'pcscdKilled'
  readonly backAfterMs?: number
}

/** Thrown in place of an answer: whoever holds the card does what the strike says. */
export class FaultStrike extends Error {
  override readonly name = 'FaultStrike'
  readonly strike: Strike

  constructor(strike: Strike) {
    super(`fault: ${strike.kind}`)
    this.strike = strike
  }
}
