import { equalBytes } from '../bytes/equal.js'
import type { Certificate } from './certificate.js'
import type { ChainProblem, ChainResult, RefusedChain } from './chain-result.js'
import { OID } from './object-identifiers.js'
import { verifyEncodedSignature } from './verify-encoded-signature.js'

export interface ChainRequest {
  readonly leaf: Certificate
  /** Helpers on the way, from anywhere; nothing is trusted because it stands here. */
  readonly intermediates: readonly Certificate[]
  /** Trusted because the caller says so and for no other reason. They need not be self-signed. */
  readonly anchors: readonly Certificate[]
  /** Every certificate of the chain, the anchor included, must be valid at this time. */
  readonly at: Date
}

/** Real chains have three or four elements; the limit ends those that somebody made up. */
const maxPathLength = 8
/** Certificates in a signature come from anybody: a thousand with one name must not cost a thousand checks per step. */
const maxSignatureChecks = 64

/**
 * Looks for a chain from `leaf` to one of `anchors` and judges it by the part of RFC 5280 §6.1 that these chains need: names
 * compared byte for byte, signature, validity, basic constraints, path length, key usage, critical extensions. What is not
 * understood is refused. Revocation is not looked at: it is `unknown`.
 *
 * An anchor vouches for what it issued, not for itself: a leaf that equals an anchor is trusted only if it is an authority.
 * So nobody makes a signer trusted by putting the signer's own certificate among the anchors.
 */
export function validateChain(request: ChainRequest): ChainResult {
  const { leaf } = request
  if (hasUnsupportedExtension(leaf)) return refused('extensionUnsupported', leaf, [leaf])
  if (leaf.basicConstraints?.isAuthority && contains(request.anchors, leaf)) return judgeTime([leaf], request.at)
  return climb([leaf], {
    candidates: distinct([...request.anchors, ...request.intermediates]),
    anchors: request.anchors,
    at: request.at,
    signatureChecksLeft: maxSignatureChecks,
  })
}

type Path = readonly [leaf: Certificate, ...issuers: Certificate[]]

interface Search {
  /** Anchors first, so that a short way is found before a long one. */
  readonly candidates: readonly Certificate[]
  readonly anchors: readonly Certificate[]
  readonly at: Date
  signatureChecksLeft: number
}

/** Tries every certificate with the right name as the next step; of several refusals the best is told. */
function climb(path: Path, search: Search): ChainResult {
  const last = path.at(-1) ?? path[0]
  let best = refused('issuerUnknown', last, path)
  for (const issuer of search.candidates) {
    if (!equalBytes(issuer.subject.der, last.issuer.der) || contains(path, issuer)) continue
    if (search.signatureChecksLeft-- <= 0) return refused('searchTooLong', last, path)
    const result = step(path, issuer, search)
    if (result.trusted) return result
    if (rank(result) > rank(best)) best = result
  }
  return best
}

function step(path: Path, issuer: Certificate, search: Search): ChainResult {
  const longer: Path = [...path, issuer]
  const problem = issuerProblem(path, issuer)
  if (problem) return refused(problem, issuer, longer)
  const last = path.at(-1) ?? path[0]
  const { signatureAlgorithm } = last
  if (!signatureAlgorithm || issuer.keyAlgorithm === 'other') return refused('algorithmUnsupported', last, longer)
  if (!verifyEncodedSignature(issuer, signatureAlgorithm, last.toBeSigned, last.signature)) {
    return refused('signatureWrong', last, longer)
  }
  return contains(search.anchors, issuer) ? judgeTime(longer, search.at) : climb(longer, search)
}

function issuerProblem(path: Path, issuer: Certificate): ChainProblem | undefined {
  const { basicConstraints, keyUsage } = issuer
  if (!basicConstraints?.isAuthority) return 'issuerNotAuthority'
  // RFC 5280 §6.1.4 (n): the extension counts where it is present.
  if (keyUsage && !keyUsage.has('keyCertSign')) return 'issuerKeyUsageWrong'
  // RFC 5280 §6.1.4 (l): a self-issued authority, as at a change of keys, does not count.
  const authoritiesBetween = path.slice(1).filter((element) => !isSelfIssued(element)).length
  if (authoritiesBetween > (basicConstraints.pathLength ?? Infinity) || path.length >= maxPathLength)
    return 'pathTooLong'
  if (hasUnsupportedExtension(issuer)) return 'extensionUnsupported'
  return undefined
}

/** Looked at last, so that "expired" means: everything else is in order. A time that is none (NaN) is never in order. */
function judgeTime(path: Path, at: Date): ChainResult {
  for (const element of path) {
    if (!(element.notBefore <= at)) return refused('notYetValid', element, path)
    if (!(at <= element.notAfter)) return refused('expired', element, path)
  }
  return { trusted: true, path, revocation: 'unknown' }
}

/** Name constraints must be critical (RFC 5280 §4.2.1.10); an issuer who forgot that still meant them. */
function hasUnsupportedExtension({ unknownCriticalExtensions, extensions }: Certificate): boolean {
  return unknownCriticalExtensions.length > 0 || extensions.some(({ oid }) => oid === OID.nameConstraints)
}

/** A complete chain out of its time says more than one that breaks off, a longer one more than a shorter one. */
function rank({ problem, path }: RefusedChain): number {
  return problem === 'expired' || problem === 'notYetValid' ? maxPathLength + path.length + 1 : path.length
}

function refused(problem: ChainProblem, certificate: Certificate, path: Path): RefusedChain {
  return { trusted: false, problem, certificate, path, revocation: 'unknown' }
}

function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return equalBytes(subject.der, issuer.der)
}

function contains(certificates: readonly Certificate[], { fingerprint }: Certificate): boolean {
  return certificates.some((certificate) => certificate.fingerprint === fingerprint)
}

function distinct(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((certificate) => [certificate.fingerprint, certificate])).values()]
}
