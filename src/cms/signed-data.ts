import type { Certificate } from '../certificates/certificate.js'
import type { HashName, SignatureAlgorithm } from '../certificates/signature-algorithm.js'

/** How a SignerInfo names its signer's certificate (RFC 5652 §5.3). */
export type SignerIdentifier =
  | { readonly kind: 'issuerAndSerialNumber'; readonly issuer: Uint8Array; readonly serialNumber: bigint }
  | { readonly kind: 'subjectKeyIdentifier'; readonly keyIdentifier: Uint8Array }

/** What signingCertificate (v1 or v2) says about the signer's certificate: the first entry counts (RFC 5035 §4). */
export interface CertificateReference {
  /** Undefined for a digest that is not accepted. */
  readonly hash: HashName | 'sha1' | undefined
  readonly digest: Uint8Array
  readonly issuerSerial: { readonly issuer: Uint8Array; readonly serialNumber: bigint } | undefined
}

/** The signed attributes, read. Of an attribute that stands there twice the first is read, and its OID is in `repeated`. */
export interface SignedAttributes {
  /** What was signed: the attributes as they stand, with the tag of a SET OF (RFC 5652 §5.4). */
  readonly toBeSigned: Uint8Array
  readonly contentType: string | undefined
  readonly messageDigest: Uint8Array | undefined
  readonly signingTime: Date | undefined
  /** From signingCertificateV2 and signingCertificate; empty if there is neither. */
  readonly signingCertificates: readonly CertificateReference[]
  /** OIDs of attributes that are not interpreted. */
  readonly unknown: readonly string[]
  /** OIDs of attributes that stand there twice or have more than one value. */
  readonly repeated: readonly string[]
}

/** One signature (RFC 5652 §5.3). */
export interface SignerInfo {
  readonly identifier: SignerIdentifier
  /** Undefined for a digest that is not accepted. */
  readonly digestAlgorithm: HashName | undefined
  /** Undefined for a signature over the bare content, which cannot name its certificate. */
  readonly signedAttributes: SignedAttributes | undefined
  /** Undefined for an algorithm that is not accepted. */
  readonly signatureAlgorithm: SignatureAlgorithm | undefined
  /** As CMS encodes it: DER for ECDSA. */
  readonly signature: Uint8Array
}

/** A SignedData (RFC 5652 §5.1). Its certificates are help, not trust. */
export interface SignedData {
  /** The accepted ones of the digests that are said to be used. */
  readonly digestAlgorithms: readonly HashName[]
  readonly contentType: string
  /** Undefined in a detached signature. */
  readonly content: Uint8Array | undefined
  readonly certificates: readonly Certificate[]
  /** At least one. */
  readonly signers: readonly SignerInfo[]
}
