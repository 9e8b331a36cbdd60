/** What is remembered of one secret of one card, because the card itself does not tell it. */
export interface RememberedSecret {
  /** Attempts left as the card last said (63Cx); hidden by the card in transport state, and always for PUKs. */
  readonly triesLeft?: number
  /** A change was sent and its answer never came. */
  readonly changeInterrupted?: boolean
}

/** Memory of tries per card and secret, kept in the state folder. Holds no secret and no hash of one. */
export interface CardMemory {
  /** @param secret - `PIN.QES` or `PIN.QES.puk` */
  recall(iccsn: string, secret: string): Promise<RememberedSecret>
  /** Replaces what was remembered; an empty object forgets. Durable when it resolves. */
  remember(iccsn: string, secret: string, facts: RememberedSecret): Promise<void>
}
