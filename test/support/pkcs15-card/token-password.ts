import type { PasswordPlan } from './token-plan.js'

/** A password as the card keeps it: counters and value outlive power and processes, the security status does not. */
export class TokenPassword {
  readonly plan: PasswordPlan
  /** VERIFY has succeeded since the last reset. */
  verified = false
  /** Successful and failed comparisons with the value. */
  counts = { verified: 0, failed: 0 }
  #value: Uint8Array
  #triesLeft: number
  #pukUses: number

  constructor(plan: PasswordPlan) {
    this.plan = plan
    this.#value = Buffer.from(plan.value)
    this.#triesLeft = this.#tries
    this.#pukUses = plan.puk === undefined ? 0 : (plan.pukUses ?? 10)
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
    this.verified = false
    if (this.#triesLeft === 0) return 0x6983
    this.verified = Buffer.compare(candidate, this.#value) === 0
    this.#triesLeft = this.verified ? this.#tries : this.#triesLeft - 1
    this.counts[this.verified ? 'verified' : 'failed']++
    return this.verified ? 0x9000 : 0x63c0 | this.#triesLeft
  }

  /** CHANGE REFERENCE DATA: the old value with the new one behind it. */
  change(both: Uint8Array): number {
    // The card knows how long the old one is; a wrong one of another length is wrong all the same.
    const status = this.verify(both.subarray(0, this.#value.length))
    return status === 0x9000 ? this.#set(both.subarray(this.#value.length)) : status
  }

  /** RESET RETRY COUNTER: the PUK with the new value behind it. */
  unblock(both: Uint8Array): number {
    const { puk } = this.plan
    if (puk === undefined || this.#pukUses === 0) return 0x6983
    this.#pukUses--
    if (Buffer.compare(both.subarray(0, puk.length), Buffer.from(puk)) !== 0) return 0x63c0 | Math.min(15, this.#pukUses)
    return this.renew(both.subarray(puk.length))
  }

  /** Sets the counter back and, where there is one, a new value. */
  renew(value: Uint8Array): number {
    const status = value.length === 0 ? 0x9000 : this.#set(value)
    if (status === 0x9000) this.#triesLeft = this.#tries
    return status
  }

  get #tries(): number {
    return this.plan.tries ?? 3
  }

  #set(value: Uint8Array): number {
    if (value.length < 6 || value.length > 8) return 0x6a80
    this.#value = Uint8Array.from(value)
    return 0x9000
  }
}
