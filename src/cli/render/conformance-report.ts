import type { CaseResult, ConformanceReport, Verdict } from '../../operations/conformance.js'
import type { Texts } from '../messages/texts.js'
import { markdownTable } from './markdown-table.js'

/** `conformance` for people: Markdown that a card maker can read, with what went otherwise first. */
export function renderConformance(report: ConformanceReport, texts: Texts): string {
  const { conformance: words } = texts.words
  const { card, cases } = report
  return [
    `# ${words.title(card.iccsn)}\n`,
    cardTable(report, texts),
    `${words.basis}\n`,
    `${card.simulated ? words.simulated : words.readOnly}\n`,
    `## ${words.result}\n`,
    resultTable(cases, texts),
    `## ${words.failures}\n`,
    failures(cases, texts),
    `## ${words.leftOutTitle}\n`,
    leftOut(cases, texts),
    `## ${words.allCases}\n`,
    caseTable(cases, texts),
  ].join('\n')
}

function cardTable({ card }: ConformanceReport, { words }: Texts): string {
  const { columns } = words
  return markdownTable(
    [columns.card, card.iccsn],
    [
      [columns.reader, card.reader],
      [columns.generation, card.generation ?? words.unknown],
      [columns.objectSystem, card.objectSystem ?? words.unknown],
      [columns.product, card.product ?? words.unknown],
      [columns.atr, card.atr ?? words.unknown],
    ],
  )
}

function resultTable(cases: readonly CaseResult[], { words, format }: Texts): string {
  const { conformance } = words
  const { verdicts } = conformance
  const groups = [...new Set(cases.map(({ group }) => group))]
  const row = (name: string, rows: readonly CaseResult[]): string[] => {
    const count = (wanted: Verdict): string => format.number(rows.filter(({ verdict }) => verdict === wanted).length)
    return [name, format.number(rows.length), count('passed'), count('failed'), count('leftOut')]
  }
  return markdownTable(
    [conformance.group, conformance.count, verdicts.passed, verdicts.failed, verdicts.leftOut],
    [
      ...groups.map((name) =>
        row(
          name,
          cases.filter(({ group }) => group === name),
        ),
      ),
      row(conformance.total, cases),
    ],
  )
}

function failures(cases: readonly CaseResult[], { words }: Texts): string {
  const { conformance } = words
  const failed = cases.filter(({ verdict }) => verdict === 'failed')
  if (failed.length === 0) return `${conformance.noFailures}\n`
  return markdownTable(
    [
      conformance.case,
      conformance.requirement,
      conformance.demand,
      conformance.command,
      conformance.expected,
      conformance.got,
    ],
    failed.map((result) => [
      result.case,
      result.id,
      result.title,
      result.command,
      result.expected,
      result.failedAt === undefined
        ? (result.got ?? '')
        : `${result.got ?? ''} (${conformance.before(result.failedAt)})`,
    ]),
  )
}

function leftOut(cases: readonly CaseResult[], { words, format }: Texts): string {
  const { conformance } = words
  const rows = Object.entries(conformance.reasons).flatMap(([reason, text]) => {
    const left = cases.filter((result) => result.reason === reason)
    return left.length === 0 ? [] : [[text, format.number(left.length), left.map((result) => result.case).join(', ')]]
  })
  if (rows.length === 0) return `${conformance.nothingLeftOut}\n`
  return markdownTable([conformance.reason, conformance.count, conformance.case], rows)
}

function caseTable(cases: readonly CaseResult[], { words }: Texts): string {
  const { conformance } = words
  return markdownTable(
    [
      conformance.case,
      conformance.requirement,
      conformance.demand,
      conformance.expected,
      conformance.got,
      conformance.verdict,
    ],
    cases.map(({ case: name, id, title, expected, got, verdict }) => [
      name,
      id,
      title,
      expected,
      got ?? '–',
      conformance.verdicts[verdict],
    ]),
  )
}
