import { DecodeError } from '../bytes/decode-error.js'
import { isHealthCardError } from '../errors/health-card-error.js'
import type { Certificate } from './certificate.js'
import { ecdsaSignatureFromDer } from './ecdsa-signature.js'
import type { SignatureAlgorithm } from './signature-algorithm.js'
import { curveOf, verifySignature } from './verify-signature.js'

/**
 * Checks a signature as X.509 and CMS encode it (DER for ECDSA) with the key of `signer`.
 *
 * @returns false also for an encoding or a key out of form: whoever made it, it is no signature
 */
export function verifyEncodedSignature(
  signer: Certificate,
  algorithm: SignatureAlgorithm,
  data: Uint8Array,
  encoded: Uint8Array,
): boolean {
  if (signer.keyAlgorithm === 'other') return false
  try {
    return verifySignature(signer.publicKey, algorithm, data, plainSignature(signer, algorithm, encoded))
  } catch (error) {
    if (error instanceof DecodeError || isHealthCardError(error, 'HC_CERT_MALFORMED')) return false
    throw error
  }
}

function plainSignature(signer: Certificate, algorithm: SignatureAlgorithm, encoded: Uint8Array): Uint8Array {
  const curve = algorithm.scheme === 'ecdsa' ? curveOf(signer.publicKey) : undefined
  return curve ? ecdsaSignatureFromDer(encoded, curve) : encoded
}
