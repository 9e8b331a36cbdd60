import type { CheckId, Finding, Verdict } from '../../operations/doctor/findings.js'
import type { ErrorWording } from './error-text.js'

/** What a person reads about a finding: what was found, and what to do next where there is something to do. */
export interface CheckText {
  readonly found: ErrorWording
  readonly next?: ErrorWording
}

/** Texts of `ehba doctor`; a missing one does not compile. */
export interface CheckTexts {
  readonly titles: Readonly<Record<CheckId, string>>
  readonly findings: Readonly<Record<Finding, CheckText>>
  readonly verdicts: Readonly<Record<Verdict, string>>
  /** @param because - title of the check that keeps this one from running */
  readonly skipped: (because: string) => string
  readonly summary: (failed: number, warnings: number) => string
}
