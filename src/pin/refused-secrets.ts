import type { SecretBytes } from '../bytes/secret-bytes.js'
import { HealthCardError } from '../errors/health-card-error.js'

/**
 * The values that cards refused in this process. The card counts every wrong value, also one that it has refused before,
 * so none is sent twice. Holds the secrets themselves, in memory alone, until {@link RefusedSecrets.dispose}.
 */
export class RefusedSecrets implements Disposable {
  readonly #bySecret = new Map<string, SecretBytes[]>()

  /**
   * @param secret - `PIN.QES` or `PIN.QES.puk`
   * @throws HealthCardError `HC_PIN_ALREADY_REFUSED`
   */
  refuseKnownWrong(iccsn: string, secret: string, value: SecretBytes): void {
    if (!this.#bySecret.get(key(iccsn, secret))?.some((refused) => refused.equals(value))) return
    throw new HealthCardError('HC_PIN_ALREADY_REFUSED', 'the card has refused this value before', { pin: secret })
  }

  /** Takes ownership of `value`. */
  add(iccsn: string, secret: string, value: SecretBytes): void {
    const known = this.#bySecret.get(key(iccsn, secret)) ?? []
    this.#bySecret.set(key(iccsn, secret), [...known, value])
  }

  /** The secret has a new value: what was wrong may be right now. */
  forget(iccsn: string, secret: string): void {
    for (const value of this.#bySecret.get(key(iccsn, secret)) ?? []) value.dispose()
    this.#bySecret.delete(key(iccsn, secret))
  }

  dispose(): void {
    for (const values of this.#bySecret.values()) for (const value of values) value.dispose()
    this.#bySecret.clear()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

function key(iccsn: string, secret: string): string {
  return `${iccsn}/${secret}`
}
