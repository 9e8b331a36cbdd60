import type { Certificate } from '../certificates/certificate.js'
import type { ChainProblem, RevocationStatus } from '../certificates/chain-result.js'
import type { SignerDescription } from '../certificates/describe-signer.js'
import type { SigningPurpose } from '../certificates/signing-purpose.js'
import type { SignatureProblem } from '../cms/verify-signer.js'
import type { ErrorCode } from '../errors/catalogue.js'

/** Why a signature is not valid. */
export type VerificationReason =
  | SignatureProblem
  /** No chain to a trusted certificate; `chainProblem` says where it broke. */
  | 'chainUntrusted'
  /** The chain is in order, but a certificate in it is out of its time. */
  | 'certificateNotYetValid'
  | 'certificateExpired'
  /** Signed with a key that is not for documents: AUT, ENC, an authority's, an OCSP responder's, a time-stamper's. */
  | 'purposeRefused'

/** The judgement on one signature. */
export interface SignerReport {
  readonly verdict: 'valid' | 'invalid'
  /** Everything that is wrong, weightiest first; empty if the verdict is `valid`. */
  readonly reasons: readonly VerificationReason[]
  /** Undefined if the signer's certificate is not at hand. */
  readonly certificate: Certificate | undefined
  readonly signer: SignerDescription | undefined
  readonly purpose: SigningPurpose | undefined
  /** The signer's claim, which nobody has confirmed. */
  readonly signingTime: Date | undefined
  /** Subject names from the signer upwards, as far as the chain was found. */
  readonly chain: readonly string[]
  /** Where the chain broke; `certificate` is a subject name. */
  readonly chainProblem: { readonly problem: ChainProblem; readonly certificate: string } | undefined
  readonly revocation: RevocationStatus
  /** OIDs of signed attributes that were not interpreted. */
  readonly unknownAttributes: readonly string[]
}

/** The judgement on a signature file. */
export interface VerificationReport {
  /** `valid` if every signature in it is. */
  readonly verdict: 'valid' | 'invalid'
  readonly packaging: 'attached' | 'detached'
  readonly signers: readonly SignerReport[]
}

/** The reasons in the order of their weight, each with the error that it stands for. */
const errorCodes = {
  signedAttributesMissing: 'HC_SIGNATURE_INVALID',
  attributeMissing: 'HC_SIGNATURE_INVALID',
  attributeRepeated: 'HC_SIGNATURE_INVALID',
  contentTypeMismatch: 'HC_SIGNATURE_INVALID',
  contentMismatch: 'HC_SIGNATURE_INVALID',
  signerCertificateMissing: 'HC_SIGNATURE_INVALID',
  signingCertificateMismatch: 'HC_SIGNATURE_INVALID',
  algorithmUnsupported: 'HC_SIGNATURE_INVALID',
  signatureWrong: 'HC_SIGNATURE_INVALID',
  contentMissing: 'HC_INPUT_UNUSABLE',
  chainUntrusted: 'HC_CERT_UNTRUSTED',
  purposeRefused: 'HC_CERT_USAGE_WRONG',
  certificateNotYetValid: 'HC_CERT_NOT_YET_VALID',
  certificateExpired: 'HC_CERT_EXPIRED',
} as const satisfies Record<VerificationReason, ErrorCode>

const reasonsByWeight = Object.keys(errorCodes) as readonly VerificationReason[]

/** The reasons without repetitions, weightiest first. */
export function sortReasons(reasons: readonly VerificationReason[]): readonly VerificationReason[] {
  return reasonsByWeight.filter((reason) => reasons.includes(reason))
}

/** The error that a report stands for: that of its weightiest reason; undefined if the report is good. */
export function errorCodeOf({ signers }: VerificationReport): ErrorCode | undefined {
  const [weightiest] = sortReasons(signers.flatMap(({ reasons }) => reasons))
  return weightiest && errorCodes[weightiest]
}
