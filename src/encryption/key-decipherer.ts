import type { Certificate } from '../certificates/certificate.js'
import type { SecretBytes } from '../bytes/secret-bytes.js'

/**
 * A key that opens what was encrypted for its certificate: a card, a token, a key in software. Knows no formats and no
 * documents. Which of the two methods works is said by the certificate's key.
 */
export interface KeyDecipherer {
  /** The certificate of the key. */
  readonly certificate: Certificate
  /**
   * Deciphers a key that was enciphered with RSA (RFC 8017 §7).
   *
   * @param cipher - one block as long as the modulus
   * @returns the key without its padding, which is the receiver's to dispose of
   */
  decipher(padding: 'pkcs1' | 'oaepSha256', cipher: Uint8Array): Promise<SecretBytes>
  /**
   * Agrees on a secret by ECDH (SEC 1 §3.3.1).
   *
   * @param publicPoint - of the other side, on the key's curve: `04‖x‖y`
   * @returns the x coordinate of the common point, as long as a coordinate of the curve; the receiver's to dispose of
   */
  agree(publicPoint: Uint8Array): Promise<SecretBytes>
}
