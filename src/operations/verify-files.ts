import type { Certificate } from '../certificates/certificate.js'
import type { HashName } from '../certificates/signature-algorithm.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { errorCodeOf, type SignerReport, type VerificationReason } from '../signing/verification-report.js'
import { verifyDocument } from '../signing/verify-document.js'
import { readCertificateFiles } from './certificate-files.js'
import type { DocumentStore } from './documents.js'

/** What `ehba verify` is asked. */
export interface VerifyRequest {
  readonly files: readonly string[]
  /** The signed document, or the folder that holds it under the signature's name without `.p7s`. */
  readonly content?: string | undefined
  /** Files with the certificates that are trusted; nothing else is. */
  readonly trust: readonly string[]
  /** Files with CA certificates that help to find the chain. */
  readonly chain: readonly string[]
}

/** One signature of a file as a person reads it. */
export interface SignerVerdict {
  readonly verdict: 'valid' | 'invalid'
  readonly reasons: readonly VerificationReason[]
  readonly name: string | null
  readonly profession: string | null
  readonly cardNumber: string | null
  readonly telematikId: string | null
  /** The certificate comes from a test authority: the signature has no meaning outside of tests. */
  readonly test: boolean
  /** Which key signed, by its certificate: `qes`, `sig`, `osig`; or why it must not. */
  readonly purpose: string | null
  /** Claimed by the signer, ISO 8601. */
  readonly signingTime: string | null
  readonly certificateSha256: string | null
  readonly notBefore: string | null
  readonly notAfter: string | null
  readonly chain: readonly string[]
  readonly chainProblem: string | null
}

/** The verdict on one file. */
export interface FileVerdict {
  readonly file: string
  readonly content: string | null
  readonly verdict: 'valid' | 'invalid'
  readonly code?: ErrorCode
  readonly reasons: readonly string[]
  readonly signers: readonly SignerVerdict[]
  /** Nobody has been asked. */
  readonly revocation: 'unknown'
}

/** The verdicts on all files; `error` is the first that is not good. */
export interface VerifyReport {
  readonly files: readonly FileVerdict[]
  readonly error?: HealthCardError
}

/**
 * Verifies signature files: signature, content, chain, validity now, and that the key is one for documents.
 *
 * @throws HealthCardError `HC_INPUT_UNUSABLE` where a trust or chain file cannot be used.
 */
export async function verifyFiles(
  store: DocumentStore,
  clock: () => Date,
  request: VerifyRequest,
): Promise<VerifyReport> {
  const anchors = await readCertificateFiles(store, request.trust)
  const intermediates = await readCertificateFiles(store, request.chain)
  const checks: FileCheck[] = []
  for (const file of request.files) {
    checks.push(await verifyFile(store, file, request.content, { anchors, intermediates, at: clock() }))
  }
  const error = checks.find((check) => check.error)?.error
  return { files: checks.map(({ verdict }) => verdict), ...(error && { error }) }
}

interface FileCheck {
  readonly verdict: FileVerdict
  /** Why the verdict is not good. */
  readonly error?: HealthCardError
}

interface Trust {
  readonly anchors: readonly Certificate[]
  readonly intermediates: readonly Certificate[]
  readonly at: Date
}

async function verifyFile(
  store: DocumentStore,
  file: string,
  contentOption: string | undefined,
  trust: Trust,
): Promise<FileCheck> {
  try {
    const signature = await store.read(file)
    const content = await contentFor(store, file, contentOption)
    const digest = content === null ? {} : { contentDigest: (hash: HashName) => store.digest(content, hash) }
    const report = await verifyDocument({ signature, ...digest, ...trust })
    const code = errorCodeOf(report)
    const verdict: FileVerdict = {
      file,
      content: content ?? (report.packaging === 'attached' ? file : null),
      verdict: report.verdict,
      ...(code && { code }),
      reasons: [...new Set(report.signers.flatMap(({ reasons }) => reasons))],
      signers: report.signers.map(signerVerdict),
      revocation: 'unknown',
    }
    return { verdict, ...(code && { error: errorOf(verdict, code) }) }
  } catch (error) {
    if (!isHealthCardError(error)) throw error
    const { code, message, data } = error
    const unread = { file, content: null, signers: [], revocation: 'unknown' } as const
    return {
      verdict: { ...unread, verdict: 'invalid', code, reasons: [message] },
      // What is wrong may be the document, whose name the error knows.
      error: new HealthCardError(code, message, { file, ...data }, { cause: error }),
    }
  }
}

/** The document beside the signature; null where there is none to be found. */
async function contentFor(store: DocumentStore, file: string, option: string | undefined): Promise<string | null> {
  const name = file.replace(/\.p7s$/, '')
  if (option === undefined) return name !== file && (await store.kindOf(name)) === 'file' ? name : null
  if ((await store.kindOf(option)) !== 'folder') return option
  const base = name.slice(name.lastIndexOf('/') + 1)
  return `${option.replace(/\/+$/, '')}/${base}`
}

function signerVerdict(report: SignerReport): SignerVerdict {
  const { certificate, signer, purpose, chainProblem } = report
  return {
    verdict: report.verdict,
    reasons: report.reasons,
    name: signer?.name ?? null,
    profession: signer?.profession ?? null,
    cardNumber: signer?.cardNumber ?? null,
    telematikId: signer?.telematikId ?? null,
    test: signer?.test ?? false,
    purpose: purpose === undefined ? null : purpose.kind === 'refused' ? purpose.why : purpose.kind,
    signingTime: report.signingTime?.toISOString() ?? null,
    certificateSha256: certificate?.fingerprint ?? null,
    notBefore: certificate?.notBefore.toISOString() ?? null,
    notAfter: certificate?.notAfter.toISOString() ?? null,
    chain: report.chain,
    chainProblem: chainProblem ? `${chainProblem.problem}: ${chainProblem.certificate}` : null,
  }
}

function errorOf({ file, reasons }: FileVerdict, code: ErrorCode): HealthCardError {
  return new HealthCardError(code, `${file}: ${reasons.join(', ')}`, { file, reasons })
}
