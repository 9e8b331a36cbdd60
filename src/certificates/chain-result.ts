import type { Certificate } from './certificate.js'

/** What is known about a revocation. Unknown is a result of its own and never counts as good. */
export type RevocationStatus = 'good' | 'revoked' | 'unknown'

/** Why no chain was found. */
export type ChainProblem =
  /** No certificate at hand has the issuer's name. */
  | 'issuerUnknown'
  /** The certificate that has the issuer's name did not sign this one. */
  | 'signatureWrong'
  /** Signed in a way that is not accepted: SHA-1, a curve that is not used. */
  | 'algorithmUnsupported'
  /** The issuer is no certificate authority. */
  | 'issuerNotAuthority'
  /** The issuer's key may not sign certificates. */
  | 'issuerKeyUsageWrong'
  /** More authorities in a row than one of them allows, or than any real chain has. */
  | 'pathTooLong'
  /** A critical extension that is not processed, or name constraints, critical or not. */
  | 'extensionUnsupported'
  | 'notYetValid'
  | 'expired'
  /** So many certificates of the same name that the search was given up. */
  | 'searchTooLong'

/** A chain to an anchor that was valid at the time in question. */
export interface TrustedChain {
  readonly trusted: true
  /** From the leaf to the anchor. */
  readonly path: readonly Certificate[]
  readonly revocation: RevocationStatus
}

/** The reason why there is none. */
export interface RefusedChain {
  readonly trusted: false
  readonly problem: ChainProblem
  /** The certificate that the problem is about. */
  readonly certificate: Certificate
  /** From the leaf upwards, as far as it was found. */
  readonly path: readonly Certificate[]
  readonly revocation: RevocationStatus
}

export type ChainResult = TrustedChain | RefusedChain
