import { createHash } from 'node:crypto'
import { equalBytes } from '../bytes/equal.js'
import type { Certificate } from '../certificates/certificate.js'
import type { ChainResult } from '../certificates/chain-result.js'
import { describeSigner } from '../certificates/describe-signer.js'
import type { HashName } from '../certificates/signature-algorithm.js'
import { signingPurpose } from '../certificates/signing-purpose.js'
import { validateChain } from '../certificates/validate-chain.js'
import { parseSignedData } from '../cms/parse-signed-data.js'
import type { SignedData, SignerInfo } from '../cms/signed-data.js'
import { verifySigner } from '../cms/verify-signer.js'
import {
  sortReasons,
  type SignerReport,
  type VerificationReason,
  type VerificationReport,
} from './verification-report.js'

export interface VerificationRequest {
  /** A CMS signature in DER, detached or attached. */
  readonly signature: Uint8Array
  /**
   * Digest of the document that the signature is said to belong to; asked once per hash function. Left out only for an attached
   * signature that has no document beside it.
   */
  readonly contentDigest?: (hash: HashName) => Uint8Array | Promise<Uint8Array>
  /** The only source of trust. */
  readonly anchors: readonly Certificate[]
  /** Helps to find the chain, beside the certificates in the signature. */
  readonly intermediates?: readonly Certificate[]
  /** The time at which the certificates must be valid: now, as long as no proof of another time is at hand. */
  readonly at: Date
}

/**
 * Verifies a CAdES signature: content, signed attributes, signature, certificate, chain, purpose of the key. A bad signature is a
 * report, not an exception. Revocation is `unknown`.
 *
 * @throws HealthCardError `HC_SIGNATURE_MALFORMED` if `signature` is no CMS signature in DER.
 */
export async function verifyDocument(request: VerificationRequest): Promise<VerificationReport> {
  const signedData = parseSignedData(request.signature)
  const digests = contentDigests(signedData, request)
  const signers: SignerReport[] = []
  for (const signer of signedData.signers) signers.push(await verifyOne(signedData, signer, digests, request))
  return {
    verdict: signers.every(({ verdict }) => verdict === 'valid') ? 'valid' : 'invalid',
    packaging: signedData.content ? 'attached' : 'detached',
    signers,
  }
}

async function verifyOne(
  signedData: SignedData,
  signer: SignerInfo,
  digests: ContentDigests,
  request: VerificationRequest,
): Promise<SignerReport> {
  const { anchors, intermediates = [], at } = request
  const helpers = [...intermediates, ...signedData.certificates]
  const [contentDigest, ...others] = await digests(signer.digestAlgorithm)
  const { problems, certificate } = verifySigner({
    signedData,
    signer,
    certificates: [...intermediates, ...anchors],
    contentDigest,
  })
  const chain = certificate && validateChain({ leaf: certificate, intermediates: helpers, anchors, at })
  const purpose = certificate && signingPurpose(certificate)

  const reasons = sortReasons([
    ...problems,
    // An attached signature with another document beside it: whoever reads the one must not believe the other signed.
    ...(others.every((other) => contentDigest && equalBytes(other, contentDigest)) ? [] : ['contentMismatch' as const]),
    ...chainReasons(chain),
    ...(purpose?.kind === 'refused' ? ['purposeRefused' as const] : []),
  ])
  return {
    verdict: reasons.length === 0 ? 'valid' : 'invalid',
    reasons,
    certificate,
    signer: certificate && describeSigner(certificate),
    purpose,
    signingTime: signer.signedAttributes?.signingTime,
    chain: chain?.path.map(({ subject }) => subject.text) ?? [],
    chainProblem:
      chain && !chain.trusted ? { problem: chain.problem, certificate: chain.certificate.subject.text } : undefined,
    revocation: chain?.revocation ?? 'unknown',
    unknownAttributes: signer.signedAttributes?.unknown ?? [],
  }
}

/** Digests of all contents at hand: the one inside the signature, then the one beside it. */
type ContentDigests = (hash: HashName | undefined) => Promise<readonly Uint8Array[]>

/** A document can be large and its signers many: each hash function goes over it once. */
function contentDigests({ content }: SignedData, { contentDigest }: VerificationRequest): ContentDigests {
  const known = new Map<HashName, readonly Uint8Array[]>()
  return async (hash) => {
    if (!hash) return []
    const before = known.get(hash)
    if (before) return before
    const inside = content && createHash(hash).update(content).digest()
    const beside = await contentDigest?.(hash)
    const digests = [inside, beside].filter((digest) => digest !== undefined)
    known.set(hash, digests)
    return digests
  }
}

function chainReasons(chain: ChainResult | undefined): readonly VerificationReason[] {
  if (!chain || chain.trusted) return []
  switch (chain.problem) {
    case 'expired':
      return ['certificateExpired']
    case 'notYetValid':
      return ['certificateNotYetValid']
    case 'issuerUnknown':
    case 'signatureWrong':
    case 'algorithmUnsupported':
    case 'issuerNotAuthority':
    case 'issuerKeyUsageWrong':
    case 'pathTooLong':
    case 'extensionUnsupported':
    case 'searchTooLong':
      return ['chainUntrusted']
  }
}
