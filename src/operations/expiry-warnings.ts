import type { CertificateSummary } from './certificates.js'

/** Days before its end from which a certificate is warned about, the most urgent first. */
const stages = [7, 30, 90, 180] as const

/** How urgent a warning is: the certificate ends within so many days. */
export type ExpiryStage = (typeof stages)[number]

/** A certificate that is valid and will not be for long. */
export interface ExpiryWarning {
  readonly code: 'certificateExpires'
  /** Its file on the card. */
  readonly file: string
  /** ISO 8601 */
  readonly notAfter: string
  /** Whole days that are left; 0 on the last one. */
  readonly daysLeft: number
  readonly within: ExpiryStage
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Whole days until an ISO 8601 time; negative where it has passed. */
export function daysUntil(time: string, now: Date): number {
  return Math.floor((Date.parse(time) - now.getTime()) / DAY_MS)
}

/** The warnings that the certificates of a card deserve now; one that has ended already deserves more than a warning. */
export function expiryWarnings(certificates: readonly CertificateSummary[], now: Date): ExpiryWarning[] {
  return certificates.flatMap((certificate) => expiryWarning(certificate, now) ?? [])
}

/** The warning about one certificate; undefined where none is due. */
export function expiryWarning({ file, notAfter, expired }: CertificateSummary, now: Date): ExpiryWarning | undefined {
  if (notAfter === null || expired !== false) return undefined
  const daysLeft = daysUntil(notAfter, now)
  const within = stages.find((stage) => daysLeft <= stage)
  return within && { code: 'certificateExpires', file, notAfter, daysLeft, within }
}
