import type { SecretBytes } from '../bytes/secret-bytes.js'
import type { PinName } from '../card/object-system.js'

/** Which of the four secrets of a password is meant: the PIN, the Transport-PIN, a new PIN, the PUK. */
export type SecretRole = 'pin' | 'transport' | 'new' | 'puk'

/** Name of a secret, as a secrets stream has it: `PIN.QES`, `PIN.QES.new`. */
export function streamName({ pin, role }: Pick<SecretRequest, 'pin' | 'role'>): string {
  return role === 'pin' ? pin : `${pin}.${role}`
}

/** One secret that is needed, with all that a person must know before typing it. */
export interface SecretRequest {
  readonly pin: PinName
  readonly role: SecretRole
  readonly iccsn: string
  readonly minDigits: number
  readonly maxDigits: number
  /** Attempts left for this secret; null where neither card nor memory knows. */
  readonly triesLeft: number | null
  /** A change of this PIN lost its answer: the card may hold the old value or the new one. */
  readonly changeInterrupted: boolean
}

/** The person at the keys of a reader. */
export interface PadPrompt {
  /** Of the reader's display. */
  readonly language: 'de' | 'en'
  /** How long the reader waits for digits. */
  readonly timeoutMs: number
  /** Whether these secrets are to be typed at the reader, because the caller gave none of them. */
  wants(secrets: readonly Pick<SecretRequest, 'pin' | 'role'>[]): boolean
  /** Sends the person to the reader. */
  announce(requests: readonly SecretRequest[]): void
}

/**
 * Where secrets come from: a PIN pad, the terminal, pinentry, or a caller's stream. One object serves one run.
 */
export interface PinSource {
  /** Where a person can type at the reader's own keys. */
  readonly pad?: PadPrompt
  /** How often this secret can be given; Infinity where a person can be asked. Asks nobody. */
  available(pin: PinName, role: SecretRole): number
  /**
   * Asks for the secret as ASCII digits. The receiver disposes of it.
   *
   * @throws HealthCardError `HC_PIN_MISSING` (nobody and nothing to ask), `HC_PIN_CANCELLED`, `HC_PIN_ALREADY_REFUSED`
   *   (the card refused this very entry of an unchanged file before).
   */
  request(request: SecretRequest): Promise<SecretBytes>
  /** The card refused what {@link PinSource.request} gave: it must not be given again. */
  refused(request: SecretRequest): Promise<void>
  /** Asks a person whether to try once more; false where there is nobody. */
  tryAgain(request: SecretRequest): Promise<boolean>
}
