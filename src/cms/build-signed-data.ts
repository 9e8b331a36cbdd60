import { concat } from '../bytes/concat.js'
import { context, integer, objectIdentifier, octetString, sequence, setOf, time } from '../bytes/der-writer.js'
import { curveOf } from '../certificates/verify-signature.js'
import { ecdsaSignatureToDer } from '../certificates/ecdsa-signature.js'
import { attribute, type CmsSigner } from './cms-signer.js'
import { CMS_OID } from './object-identifiers.js'

// Encoded once: the same in every signature.
const DATA = objectIdentifier(CMS_OID.data)
const SIGNED_DATA = objectIdentifier(CMS_OID.signedData)
const VERSION_1 = integer(1)
const CONTENT_TYPE_DATA = attribute(CMS_OID.contentType, DATA)

/** What the signed attributes of one document say. */
export interface AttributeFacts {
  /** SHA-256 of the content. */
  readonly contentDigest: Uint8Array
  /** The signer's claim of the time, in whole seconds; PAdES leaves it out. */
  readonly signingTime: Date | undefined
}

/** What becomes a SignedData. */
export interface SignedParts {
  /** As {@link buildSignedAttributes} gave them, byte for byte. */
  readonly signedAttributes: Uint8Array
  /** r‖s for ECDSA, else the RSA block: as the card gives it. */
  readonly signature: Uint8Array
  /** The content itself for an attached signature; undefined for a detached one. */
  readonly content: Uint8Array | undefined
}

/**
 * The signed attributes of CAdES-B-B (ETSI EN 319 122-1 §6.3): contentType, messageDigest, signingTime, signingCertificateV2.
 *
 * @returns the SET OF in DER: exactly the bytes that are to be signed (RFC 5652 §5.4)
 */
export function buildSignedAttributes(signer: CmsSigner, { contentDigest, signingTime }: AttributeFacts): Uint8Array {
  return setOf(
    CONTENT_TYPE_DATA,
    attribute(CMS_OID.messageDigest, octetString(contentDigest)),
    ...(signingTime ? [attribute(CMS_OID.signingTime, time(signingTime))] : []),
    signer.signingCertificate,
  )
}

/**
 * ContentInfo with a SignedData of one signer (RFC 5652 §3, §5.1). The versions are 1: certificates are X.509 only, the
 * content is id-data, and the signer is named by issuer and serial number.
 *
 * @throws HealthCardError `HC_SIGNATURE_INVALID` if an ECDSA signature has the wrong length or is out of range. Whether it
 * belongs to the attributes is not checked here.
 */
export function buildSignedData(signer: CmsSigner, { signedAttributes, signature, content }: SignedParts): Uint8Array {
  const signerInfo = sequence(
    VERSION_1,
    signer.identifier,
    signer.digestAlgorithm,
    // SET OF (31) when signed, [0] IMPLICIT (A0) when stored.
    concat(Uint8Array.of(0xa0), signedAttributes.subarray(1)),
    signer.signatureAlgorithm,
    octetString(encodedSignature(signer, signature)),
  )
  const signedData = sequence(
    VERSION_1,
    setOf(signer.digestAlgorithm),
    sequence(DATA, ...(content ? [context(0, octetString(content))] : [])),
    signer.certificates,
    setOf(signerInfo),
  )
  return sequence(SIGNED_DATA, context(0, signedData))
}

function encodedSignature({ certificate, mechanism }: CmsSigner, signature: Uint8Array): Uint8Array {
  const curve = mechanism === 'ecdsa-sha256' ? curveOf(certificate.publicKey) : undefined
  return curve ? ecdsaSignatureToDer(signature, curve) : signature
}
