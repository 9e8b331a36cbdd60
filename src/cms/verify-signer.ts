import { createHash } from 'node:crypto'
import { equalBytes } from '../bytes/equal.js'
import type { Certificate } from '../certificates/certificate.js'
import type { HashName } from '../certificates/signature-algorithm.js'
import { verifyEncodedSignature } from '../certificates/verify-encoded-signature.js'
import type { CertificateReference, SignedAttributes, SignedData, SignerIdentifier, SignerInfo } from './signed-data.js'

/** What can be wrong with a signature in itself, before anybody asks who signed. */
export type SignatureProblem =
  /** The bare content is signed; nothing in the signature names the certificate. */
  | 'signedAttributesMissing'
  /** contentType, messageDigest or signingCertificate is missing. */
  | 'attributeMissing'
  /** An attribute stands there twice or has several values. */
  | 'attributeRepeated'
  /** The contentType attribute is not the type of the content. */
  | 'contentTypeMismatch'
  /** A detached signature, and no content was given. */
  | 'contentMissing'
  /** The content is not the signed one. */
  | 'contentMismatch'
  /** The certificate is neither in the signature nor among the given ones. */
  | 'signerCertificateMissing'
  /** signingCertificate names another certificate. */
  | 'signingCertificateMismatch'
  /** A digest or signature algorithm that is not accepted, or the digest is not the same in all places. */
  | 'algorithmUnsupported'
  | 'signatureWrong'

export interface SignerCheck {
  readonly signedData: SignedData
  readonly signer: SignerInfo
  /** Certificates from elsewhere, for signatures that do not carry theirs. */
  readonly certificates: readonly Certificate[]
  /** Digest of the content by the signer's digest algorithm; undefined if there is no content. */
  readonly contentDigest: Uint8Array | undefined
}

export interface SignerCheckResult {
  /** Empty: the key of `certificate` has signed this content with these attributes. */
  readonly problems: readonly SignatureProblem[]
  readonly certificate: Certificate | undefined
}

/**
 * Checks one signature against the content and the certificate that it names (RFC 5652 §5.4, §5.6; RFC 5035 §4). All
 * problems are told, not the first only. Whether the certificate is trusted is another question.
 */
export function verifySigner({ signedData, signer, certificates, contentDigest }: SignerCheck): SignerCheckResult {
  const candidates = [...signedData.certificates, ...certificates].filter((candidate) =>
    isNamedBy(signer.identifier, candidate),
  )
  const attributes = signer.signedAttributes
  if (!attributes) return { problems: ['signedAttributesMissing'], certificate: candidates[0] }
  // RFC 5652 §5.1: a digest that the SignedData does not list may be refused; openssl refuses it.
  if (!signer.digestAlgorithm || !signedData.digestAlgorithms.includes(signer.digestAlgorithm)) {
    return { problems: ['algorithmUnsupported'], certificate: candidates[0] }
  }

  const certificate = candidates.find((candidate) => isReferenced(attributes, candidate)) ?? candidates[0]
  return {
    problems: [
      ...attributeProblems(attributes, signedData.contentType, contentDigest),
      ...(certificate ? certificateProblems(signer, attributes, certificate) : ['signerCertificateMissing' as const]),
    ],
    certificate,
  }
}

function attributeProblems(
  attributes: SignedAttributes,
  contentType: string,
  contentDigest: Uint8Array | undefined,
): SignatureProblem[] {
  const { messageDigest, signingCertificates, repeated } = attributes
  const problems: SignatureProblem[] = []
  if (repeated.length > 0) problems.push('attributeRepeated')
  if (!attributes.contentType || !messageDigest || signingCertificates.length === 0) problems.push('attributeMissing')
  if (attributes.contentType && attributes.contentType !== contentType) problems.push('contentTypeMismatch')
  if (!contentDigest) problems.push('contentMissing')
  if (contentDigest && messageDigest && !equalBytes(messageDigest, contentDigest)) problems.push('contentMismatch')
  return problems
}

function certificateProblems(
  signer: SignerInfo,
  attributes: SignedAttributes,
  certificate: Certificate,
): SignatureProblem[] {
  const { signatureAlgorithm, digestAlgorithm } = signer
  const mismatch = isReferenced(attributes, certificate) ? [] : ['signingCertificateMismatch' as const]
  if (!signatureAlgorithm || signatureAlgorithm.hash !== digestAlgorithm || certificate.keyAlgorithm === 'other') {
    return [...mismatch, 'algorithmUnsupported']
  }
  const genuine = verifyEncodedSignature(certificate, signatureAlgorithm, attributes.toBeSigned, signer.signature)
  return genuine ? mismatch : [...mismatch, 'signatureWrong']
}

function isNamedBy(identifier: SignerIdentifier, certificate: Certificate): boolean {
  switch (identifier.kind) {
    case 'issuerAndSerialNumber':
      return isIssuedAs(identifier, certificate)
    case 'subjectKeyIdentifier':
      return (
        certificate.subjectKeyIdentifier !== undefined &&
        equalBytes(certificate.subjectKeyIdentifier, identifier.keyIdentifier)
      )
  }
}

/** True if every signingCertificate attribute there is names this certificate; true also if there is none. */
function isReferenced({ signingCertificates }: SignedAttributes, certificate: Certificate): boolean {
  return signingCertificates.every((reference) => refersTo(reference, certificate))
}

function refersTo({ hash, digest, issuerSerial }: CertificateReference, certificate: Certificate): boolean {
  return (
    hash !== undefined &&
    equalBytes(digest, digestOf(hash, certificate.der)) &&
    (issuerSerial === undefined || isIssuedAs(issuerSerial, certificate))
  )
}

function isIssuedAs(
  { issuer, serialNumber }: { issuer: Uint8Array; serialNumber: bigint },
  certificate: Certificate,
): boolean {
  return certificate.serialNumber === serialNumber && equalBytes(certificate.issuer.der, issuer)
}

function digestOf(hash: HashName | 'sha1', bytes: Uint8Array): Uint8Array {
  return createHash(hash).update(bytes).digest()
}
