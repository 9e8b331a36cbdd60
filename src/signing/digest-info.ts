import { nullValue, objectIdentifier, octetString, sequence } from '../bytes/der-writer.js'
import { OID } from '../certificates/object-identifiers.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'

/**
 * DigestInfo of a SHA-256 digest (RFC 8017 §9.2 note 1): the input of PSO COMPUTE DIGITAL SIGNATURE with signPKCS1_V1_5
 * (gemSpec_COS §14.8.2) and of CKM_RSA_PKCS.
 *
 * @throws RangeError unless `digest` has 32 bytes.
 */
export function digestInfo(digest: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new RangeError('not a SHA-256 digest')
  return sequence(sequence(objectIdentifier(OID.sha256), nullValue()), octetString(digest))
}

/**
 * What a key that signs by `mechanism` is given of a SHA-256 digest. It stands beside the {@link DigestSigner} port because
 * every implementation of it needs the same bytes and no signature format ever does.
 */
export function signerInput(mechanism: SignatureMechanism, digest: Uint8Array): Uint8Array {
  return mechanism === 'rsa-pkcs1-sha256' ? digestInfo(digest) : digest
}
