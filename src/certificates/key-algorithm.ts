import { DER, DerNode } from '../bytes/der-reader.js'
import { ellipticCurves, type CurveName } from './elliptic-curves.js'
import { OID } from './object-identifiers.js'

/** Kind and strength of a public key; `other` is shown but never used. */
export type KeyAlgorithm = `ecc-${CurveName}` | 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'other'

const rsaAlgorithms: ReadonlyMap<number, KeyAlgorithm> = new Map([
  [2048, 'rsa-2048'],
  [3072, 'rsa-3072'],
  [4096, 'rsa-4096'],
])

/**
 * The key algorithm of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). Curves count by name only: a curve written out with its
 * parameters is `other`, since somebody else than RFC 5639 chose them.
 *
 * @throws DecodeError on a SubjectPublicKeyInfo out of form.
 */
export function readKeyAlgorithm(spki: DerNode): KeyAlgorithm {
  const fields = spki.fields(DER.sequence, 'subject public key info')
  const algorithm = fields.take().fields(DER.sequence, 'key algorithm')
  const key = fields.take(DER.bitString)
  fields.end()
  switch (algorithm.take().asObjectIdentifier()) {
    case OID.ecPublicKey: {
      const curveOid = algorithm.takeOptional(DER.objectIdentifier)?.asObjectIdentifier()
      const curve = ellipticCurves.find(({ oid }) => oid === curveOid)
      return curve ? `ecc-${curve.name}` : 'other'
    }
    case OID.rsaEncryption:
      return rsaAlgorithms.get(modulusLengthBits(key)) ?? 'other'
    default:
      return 'other'
  }
}

/** RSAPublicKey of RFC 8017 §A.1.1: the modulus comes first. */
function modulusLengthBits(key: DerNode): number {
  const bytes = key.asWholeBitString()
  const rsaKey = DerNode.read(bytes, key.offset + key.encoding.length - bytes.length)
  return rsaKey.fields(DER.sequence, 'RSA public key').take().asInteger().toString(2).length
}
