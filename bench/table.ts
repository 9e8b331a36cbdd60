import type { Figure } from './figure.js'

const columns = ['figure', 'median', 'runs', 'compared with', 'ratio', 'target', ''] as const

/** The figures as a Markdown table, which is also one on a terminal. */
export function figureTable(figures: readonly Figure[]): string[] {
  const rows = figures.map(cells)
  const widths = columns.map((name, column) => Math.max(3, name.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  return [line(columns), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)]
}

function cells({ subject, measured, spread, reference, ratio, target, met }: Figure): string[] {
  return [subject, measured, spread, reference, ratio, target, met === null ? '' : met ? 'met' : 'MISSED']
}
