import Table from 'cli-table3'
import { oneLine } from '../printable.js'

/** Columns by white space alone: readable, and easy to cut in scripts. */
const bare = {
  ...Object.fromEntries(
    ['top', 'bottom', 'left', 'right'].flatMap((side) =>
      ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, '']),
    ),
  ),
  mid: '',
  'mid-mid': '',
  'left-mid': '',
  'right-mid': '',
  middle: '  ',
}

const options = { chars: bare, style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true } }

/** A table with a heading. Ends with a line feed. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = new Table({ ...options, head: [...head] })
  for (const row of rows) lines.push(row.map(oneLine))
  return finished(lines.toString())
}

/** Pairs of a name and its value; those without a value are left out. Ends with a line feed. */
export function facts(pairs: readonly (readonly [string, string | null | undefined])[]): string {
  const lines = new Table(options)
  for (const [name, value] of pairs) {
    if (value !== null && value !== undefined && value !== '') lines.push([name, oneLine(value)])
  }
  return finished(lines.toString())
}

function finished(text: string): string {
  return text === '' ? '' : `${text.replace(/[ ]+$/gm, '')}\n`
}
