import type { ErrorCode } from '../../errors/catalogue.js'
import { isHealthCardError, type ErrorData, type HealthCardError } from '../../errors/health-card-error.js'
import { findings, type CheckId, type Finding, type Verdict } from './findings.js'

/** Facts of a check for its text; no secret and no content of a document, as in errors. */
export type CheckFacts = ErrorData

/** The result of one check. One check may have several: one for each card, PIN or certificate. */
export type Check = Found | Refused | Skipped

interface CheckResult {
  readonly id: CheckId
  readonly verdict: Verdict
  readonly facts: CheckFacts
}

/** The check has found something of its own. */
export interface Found extends CheckResult {
  readonly finding: Finding
}

/** The check met an error that a command would end with, too. */
export interface Refused extends CheckResult {
  readonly code: ErrorCode
}

/** The check could not run, because of another one. */
export interface Skipped extends CheckResult {
  readonly because: CheckId
}

/** A check has found this. */
export function found(finding: Finding, facts: CheckFacts = {}): Found {
  const { check, verdict } = findings[finding]
  return { id: check, verdict, finding, facts }
}

/** A check has failed by this error of the catalogue. */
export function refused(id: CheckId, code: ErrorCode, facts: CheckFacts = {}): Refused {
  return { id, verdict: 'failed', code, facts }
}

/** A check could not run, because of what `because` found. */
export function skipped(id: CheckId, because: CheckId): Skipped {
  return { id, verdict: 'skipped', because, facts: {} }
}

/** What was thrown, as a failed check. An error in the call itself, a stop or a bug is not for the report: it goes on. */
export function refusedBy(id: CheckId, error: unknown, facts: CheckFacts = {}): Refused {
  if (!isHealthCardError(error) || !isFindable(error)) throw error
  return refused(id, error.code, { ...facts, ...error.data })
}

function isFindable({ facts }: HealthCardError): boolean {
  return facts.kind !== 'usage' && facts.kind !== 'bug'
}

/** The worst of the verdicts; a check that was skipped counts as nothing, because its cause counts. */
export function overallVerdict(checks: readonly Check[]): Exclude<Verdict, 'skipped'> {
  const verdicts = checks.map(({ verdict }) => verdict)
  return verdicts.includes('failed') ? 'failed' : verdicts.includes('warning') ? 'warning' : 'ok'
}
