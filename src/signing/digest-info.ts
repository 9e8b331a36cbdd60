import { nullValue, objectIdentifier, octetString, sequence } from '../bytes/der-writer.js'
import { OID } from '../certificates/object-identifiers.js'

/**
 * DigestInfo of a SHA-256 digest (RFC 8017 §9.2 note 1): the input of PSO COMPUTE DIGITAL SIGNATURE with signPKCS1_V1_5
 * (gemSpec_COS §14.8.2) and of CKM_RSA_PKCS. It stands beside the {@link DigestSigner} port because every implementation
 * of it needs the same bytes and no signature format ever does.
 *
 * @throws RangeError unless `digest` has 32 bytes.
 */
export function digestInfo(digest: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new RangeError('not a SHA-256 digest')
  return sequence(sequence(objectIdentifier(OID.sha256), nullValue()), octetString(digest))
}
