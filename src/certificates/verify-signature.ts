import { constants, verify, type KeyObject } from 'node:crypto'
import { isPlainEcdsaSignature } from './ecdsa-signature.js'
import { ellipticCurves, type EllipticCurve } from './elliptic-curves.js'
import { signatureMechanisms, type SignatureAlgorithm, type SignatureMechanism } from './signature-algorithm.js'

/**
 * Checks a signature in the form in which a card gives it: r‖s for ECDSA, else a block as long as the modulus.
 *
 * @param data - the signed data itself, not its digest: node:crypto cannot check over a given digest
 * @returns false also where the key does not fit the algorithm or is weaker than any that is accepted
 */
export function verifySignature(
  publicKey: KeyObject,
  algorithm: SignatureAlgorithm | SignatureMechanism,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const resolved = typeof algorithm === 'string' ? signatureMechanisms[algorithm] : algorithm
  switch (resolved.scheme) {
    case 'ecdsa': {
      const curve = curveOf(publicKey)
      return (
        curve !== undefined &&
        isPlainEcdsaSignature(signature, curve) &&
        verify(resolved.hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
      )
    }
    case 'rsa-pkcs1':
      return (
        isRsaBlock(publicKey, signature) &&
        verify(resolved.hash, data, { key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature)
      )
    case 'rsa-pss': {
      const padding = constants.RSA_PKCS1_PSS_PADDING
      const saltLength = resolved.saltLengthBytes
      return (
        isRsaBlock(publicKey, signature) &&
        verify(resolved.hash, data, { key: publicKey, padding, saltLength }, signature)
      )
    }
  }
}

/** The curve of a public key, undefined for a key of another kind or on a curve that is not used. */
export function curveOf(publicKey: KeyObject): EllipticCurve | undefined {
  const name = publicKey.asymmetricKeyDetails?.namedCurve
  return ellipticCurves.find(({ cryptoName }) => cryptoName === name)
}

function isRsaBlock(publicKey: KeyObject, signature: Uint8Array): boolean {
  const modulusLength = publicKey.asymmetricKeyDetails?.modulusLength ?? 0
  return (
    publicKey.asymmetricKeyType === 'rsa' && modulusLength >= 2048 && signature.length === Math.ceil(modulusLength / 8)
  )
}
