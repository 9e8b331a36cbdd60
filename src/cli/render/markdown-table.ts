import { oneLine } from '../printable.js'

/** A table in Markdown. Ends with a line feed. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |\n`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('')
}

function escaped(cell: string): string {
  return oneLine(cell).replaceAll('|', '\\|')
}
