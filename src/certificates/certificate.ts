import type { KeyObject } from 'node:crypto'
import type { Admission } from './admission.js'
import type { DistinguishedName } from './distinguished-name.js'
import type { KeyAlgorithm } from './key-algorithm.js'
import type { MonetaryAmount } from './monetary-amount.js'
import type { QcStatements } from './qc-statements.js'
import type { SignatureAlgorithm } from './signature-algorithm.js'
import type { BasicConstraints, KeyUsage } from './standard-extensions.js'

/** One extension as it stands. */
export interface CertificateExtension {
  readonly oid: string
  readonly critical: boolean
  /** Content of the OCTET STRING. */
  readonly value: Uint8Array
}

/**
 * An X.509 certificate (RFC 5280 §4.1) with the extensions of the health professional cards. A value: it owns its bytes
 * and nobody changes it. What it says is not believed before `validateChain` has spoken.
 */
export interface Certificate {
  readonly der: Uint8Array
  /** The signed part, as signed. */
  readonly toBeSigned: Uint8Array
  /** SHA-256 of `der`, lower-case hex. */
  readonly fingerprint: string
  readonly serialNumber: bigint
  /** Content of the serial number's INTEGER, lower-case hex. */
  readonly serialNumberHex: string
  readonly subject: DistinguishedName
  readonly issuer: DistinguishedName
  readonly notBefore: Date
  readonly notAfter: Date
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
  readonly keyAlgorithm: KeyAlgorithm
  /**
   * Decoded at first use (0.4 ms on a brainpool curve).
   *
   * @throws HealthCardError `HC_CERT_MALFORMED` if the key is none: a point beside the curve, an unknown kind.
   */
  readonly publicKey: KeyObject
  /** How the issuer signed; undefined for an algorithm that is not accepted. */
  readonly signatureAlgorithm: SignatureAlgorithm | undefined
  /** The issuer's signature, encoded as X.509 has it. */
  readonly signature: Uint8Array
  /** Undefined where the extension is missing. */
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined
  /** Dotted OIDs; empty where the extension is missing. */
  readonly extendedKeyUsage: readonly string[]
  readonly basicConstraints: BasicConstraints | undefined
  /** Dotted OIDs. */
  readonly policies: readonly string[]
  readonly subjectKeyIdentifier: Uint8Array | undefined
  readonly authorityKeyIdentifier: Uint8Array | undefined
  readonly admission: Admission | undefined
  readonly qcStatements: QcStatements | undefined
  /** ISIS-MTT MonetaryLimit: up to where the holder may sign. */
  readonly monetaryLimit: MonetaryAmount | undefined
  /** ISIS-MTT Restriction: a limit of use in words. */
  readonly restriction: string | undefined
  /** All extensions in the order of the certificate. */
  readonly extensions: readonly CertificateExtension[]
  /** Dotted OIDs of critical extensions that this program does not process; whoever relies on it must refuse. */
  readonly unknownCriticalExtensions: readonly string[]
  /** True if subject or issuer says TEST-ONLY or NOT-VALID. */
  readonly isTestOnly: boolean
}
