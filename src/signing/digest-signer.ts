import type { Certificate } from '../certificates/certificate.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'

/** A key that signs digests: a card, a PKCS#11 token, a key in software. Knows no formats and no documents. */
export interface DigestSigner {
  /** The certificate of the key. */
  readonly certificate: Certificate
  readonly mechanism: SignatureMechanism
  /**
   * Signs a SHA-256 digest.
   *
   * @param digest - 32 bytes for every mechanism. Where the key wants more than the bare digest, as a card's PKCS#1 v1.5
   * command wants a DigestInfo, the implementation wraps it (`signerInput`).
   * @param fits - whether a signature over this digest is by the certificate's key. For devices that may hold several keys
   * which look alike; where a key is sure, it need not be asked.
   * @returns r‖s for ECDSA, else the RSA block
   */
  sign(digest: Uint8Array, fits: (signature: Uint8Array) => boolean): Promise<Uint8Array>
}
