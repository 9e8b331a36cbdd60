/** What a card knows of one of its passwords from the start. */
export interface PasswordStart {
  readonly value: Uint8Array
  readonly tries: number
  /** Sets the password anew; none where absent. */
  readonly puk?: Uint8Array | undefined
  readonly longest: number
  /** What the wrong entry that takes the last try is answered: 63C0, as cards of gemSpec_COS do, or 6983 at once. */
  readonly lastWrong: 0x63c0 | 0x6983
}

const PUK_USES = 10
const SHORTEST = 6

/** A password as a card keeps it: counters and value outlive power and processes, the security status does not. */
export class TokenPassword {
  /** VERIFY has succeeded since the last reset. */
  verified = false
  /** No signature of a key that wants each one confirmed has been made since. */
  fresh = false
  /** Successful and failed comparisons with the value. */
  readonly counts = { verified: 0, failed: 0 }
  readonly #start: PasswordStart
  #value: Uint8Array
  #triesLeft: number
  #pukUses: number

  constructor(start: PasswordStart) {
    this.#start = start
    this.#value = start.value
    this.#triesLeft = start.tries
    this.#pukUses = start.puk ? PUK_USES : 0
  }

  get triesLeft(): number {
    return this.#triesLeft
  }

  get pukUses(): number {
    return this.#pukUses
  }

  /** The status word to a VERIFY without data. */
  get status(): number {
    if (this.verified) return 0x9000
    return this.#triesLeft === 0 ? 0x6983 : 0x63c0 | this.#triesLeft
  }

  /** Compares, counts, and returns the status word. */
  verify(candidate: Uint8Array): number {
    this.forget()
    if (this.#triesLeft === 0) return 0x6983
    this.verified = this.fresh = Buffer.compare(candidate, this.#value) === 0
    this.#triesLeft = this.verified ? this.#start.tries : this.#triesLeft - 1
    this.counts[this.verified ? 'verified' : 'failed']++
    if (this.verified) return 0x9000
    return this.#triesLeft === 0 ? this.#start.lastWrong : 0x63c0 | this.#triesLeft
  }

  /** CHANGE REFERENCE DATA: the old value with the new one behind it. */
  change(both: Uint8Array): number {
    // The card knows how long the old one is; a wrong one of another length is wrong all the same.
    const status = this.verify(both.subarray(0, this.#value.length))
    return status === 0x9000 ? this.#set(both.subarray(this.#value.length)) : status
  }

  /** RESET RETRY COUNTER: the PUK with the new value, or with nothing, behind it. */
  unblock(both: Uint8Array): number {
    const { puk, tries } = this.#start
    if (!puk || this.#pukUses === 0) return 0x6983
    this.#pukUses--
    if (Buffer.compare(both.subarray(0, puk.length), puk) !== 0) return 0x63c0 | this.#pukUses
    const fresh = both.subarray(puk.length)
    const status = fresh.length === 0 ? 0x9000 : this.#set(fresh)
    if (status === 0x9000) this.#triesLeft = tries
    return status
  }

  forget(): void {
    this.verified = this.fresh = false
  }

  #set(value: Uint8Array): number {
    if (value.length < SHORTEST || value.length > this.#start.longest) return 0x6a80
    this.#value = Uint8Array.from(value)
    return 0x9000
  }
}
