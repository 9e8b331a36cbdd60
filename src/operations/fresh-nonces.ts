import { toHex } from '../bytes/hex.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import { HealthCardError } from '../errors/health-card-error.js'

/**
 * Watches the signatures of a batch for a nonce that comes twice: two ECDSA signatures with the same r give the private
 * key away to everybody who has both.
 */
export class FreshNonces {
  readonly #isEcdsa: boolean
  /** r → s */
  readonly #seen = new Map<string, string>()

  constructor(mechanism: SignatureMechanism) {
    this.#isEcdsa = mechanism === 'ecdsa-sha256'
  }

  /**
   * @param signatures - r‖s for ECDSA; others have no nonce that could be read off
   * @throws HealthCardError `HC_SIGNATURE_INVALID`
   */
  require(...signatures: readonly Uint8Array[]): void {
    if (!this.#isEcdsa) return
    for (const signature of signatures) {
      const half = signature.length / 2
      const [r, s] = [toHex(signature.subarray(0, half)), toHex(signature.subarray(half))]
      // With the same s it is the same signature: of two equal documents, by a card whose nonce follows from the hash.
      if ((this.#seen.get(r) ?? s) !== s)
        throw new HealthCardError('HC_SIGNATURE_INVALID', 'the card used a nonce twice')
      this.#seen.set(r, s)
    }
  }
}
