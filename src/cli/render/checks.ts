import type { Check } from '../../operations/doctor/check.js'
import type { DoctorReport } from '../../operations/doctor/run-doctor.js'
import type { Verdict } from '../../operations/doctor/findings.js'
import { spoken } from '../messages/error-text.js'
import type { Texts } from '../messages/texts.js'
import { table } from './table.js'

const marks: Readonly<Record<Verdict, string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '–' }

/** `doctor` for programs: each check with its texts, and the worst verdict. */
export function doctorJson({ checks, verdict }: DoctorReport, texts: Texts): object {
  return { checks: checks.map((check) => checkJson(check, texts)), verdict }
}

/**
 * `doctor` for people: a line for each check, below it what to do next.
 *
 * @param withMarks - marks for the verdicts; words where a terminal or a log may not have the characters
 */
export function renderDoctor({ checks }: DoctorReport, texts: Texts, withMarks: boolean): string {
  const { titles, verdicts, summary } = texts.checks
  const signs = withMarks ? marks : verdicts
  const rows = checks.flatMap((check) => {
    const { message, next } = textOf(check, texts)
    const row = [signs[check.verdict], titles[check.id], message]
    return next === undefined ? [row] : [row, ['', '', `→ ${next}`]]
  })
  const count = (wanted: Verdict): number => checks.filter(({ verdict }) => verdict === wanted).length
  return `${table([], rows)}\n${summary(count('failed'), count('warning'))}\n`
}

function checkJson(check: Check, texts: Texts): object {
  const { facts, ...result } = check
  return { ...result, ...textOf(check, texts), facts }
}

interface SpokenCheck {
  readonly message: string
  readonly next?: string
}

function textOf(check: Check, { checks: { findings, titles, skipped }, errors }: Texts): SpokenCheck {
  const { facts } = check
  if ('because' in check) return { message: skipped(titles[check.because]) }
  if ('code' in check) {
    const { happened, next } = errors[check.code]
    return { message: spoken(happened, facts), next: spoken(next, facts) }
  }
  const { found, next } = findings[check.finding]
  return { message: spoken(found, facts), ...(next !== undefined && { next: spoken(next, facts) }) }
}
