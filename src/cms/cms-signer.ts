import { createHash } from 'node:crypto'
import { context, integer, objectIdentifier, octetString, sequence, setOf } from '../bytes/der-writer.js'
import type { Certificate } from '../certificates/certificate.js'
import {
  encodeSha256,
  encodeSignatureMechanism,
  signatureMechanisms,
  type SignatureMechanism,
} from '../certificates/signature-algorithm.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { CMS_OID } from './object-identifiers.js'

/** Whose signature it is going to be. */
export interface SigningIdentity {
  readonly certificate: Certificate
  readonly mechanism: SignatureMechanism
  /** Further certificates to embed as a help for those who check: the issuer, never the root's trust. */
  readonly chain?: readonly Certificate[]
}

/** A signer with every part of the CMS that is the same in all of the signer's documents, encoded once. */
export interface CmsSigner {
  readonly certificate: Certificate
  readonly mechanism: SignatureMechanism
  /** IssuerAndSerialNumber (RFC 5652 §10.2.4). */
  readonly identifier: Uint8Array
  readonly digestAlgorithm: Uint8Array
  readonly signatureAlgorithm: Uint8Array
  /** The signed attribute signingCertificateV2. */
  readonly signingCertificate: Uint8Array
  /** `certificates [0] IMPLICIT`. */
  readonly certificates: Uint8Array
}

/**
 * Encodes what is constant for one signer.
 *
 * @throws HealthCardError `HC_CERT_KEY_MISMATCH` if the certificate's key cannot sign by that mechanism.
 */
export function cmsSigner({ certificate, mechanism, chain = [] }: SigningIdentity): CmsSigner {
  assertKeyFits(certificate, mechanism)
  const embedded = new Map([certificate, ...chain].map(({ fingerprint, der }) => [fingerprint, der]))
  return {
    certificate,
    mechanism,
    identifier: sequence(certificate.issuer.der, integer(certificate.serialNumber)),
    digestAlgorithm: encodeSha256(),
    signatureAlgorithm: encodeSignatureMechanism(mechanism),
    signingCertificate: signingCertificateV2(certificate),
    certificates: context(0, ...[...embedded.values()].sort((a, b) => Buffer.compare(a, b))),
  }
}

/** `Attribute ::= SEQUENCE { type, SET OF value }` (RFC 5652 §5.3) with one value. */
export function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(type), setOf(value))
}

/**
 * SigningCertificateV2 (RFC 5035 §3) with the issuerSerial that binds the certificate once more. SHA-256 is its default
 * and DER leaves defaults out.
 */
function signingCertificateV2({ der, issuer, serialNumber }: Certificate): Uint8Array {
  const directoryName = context(4, issuer.der)
  const issuerSerial = sequence(sequence(directoryName), integer(serialNumber))
  const hash = createHash('sha256').update(der).digest()
  return attribute(CMS_OID.signingCertificateV2, sequence(sequence(sequence(octetString(hash), issuerSerial))))
}

function assertKeyFits({ keyAlgorithm, fingerprint }: Certificate, mechanism: SignatureMechanism): void {
  const family = signatureMechanisms[mechanism].scheme === 'ecdsa' ? 'ecc-' : 'rsa-'
  if (keyAlgorithm.startsWith(family)) return
  throw new HealthCardError('HC_CERT_KEY_MISMATCH', `a key of kind ${keyAlgorithm} cannot sign by ${mechanism}`, {
    keyAlgorithm,
    mechanism,
    fingerprint,
  })
}
