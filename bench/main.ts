import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { cardPace } from './card-pace.js'
import { cardReaders } from './card-readers.js'
import type { Figure } from './figure.js'
import { hostCost } from './host-cost.js'
import { largeFile } from './large-file.js'
import { machineLines, machineLoad } from './machine.js'
import { manyDocuments } from './many-documents.js'
import { simulatorSpeed } from './simulator-speed.js'
import { startUp } from './start-up.js'
import { figureTable } from './table.js'
import { tokens } from './tokens.js'
import { twoCards } from './two-cards.js'

/*
 * npm run bench [-- NAME…] [--record]
 *
 * Measures what is named, or everything, and prints a table for each. Ends with exit code 1 where a target is missed.
 * `--record` writes the results into docs/performance.md, which also says how each figure is come by.
 */

const measurements: Readonly<Record<string, () => Promise<Figure[]>>> = {
  'start-up': startUp,
  'host-cost': hostCost,
  'many-documents': manyDocuments,
  'simulator-speed': simulatorSpeed,
  'large-file': largeFile,
  'card-readers': cardReaders,
  'card-pace': cardPace,
  tokens,
  'two-cards': twoCards,
}

const report = new URL('../../docs/performance.md', import.meta.url)

const { values, positionals } = parseArgs({ options: { record: { type: 'boolean' } }, allowPositionals: true })
const unknown = positionals.find((name) => !(name in measurements))
if (unknown !== undefined) throw new Error(`no measurement ${unknown}: ${Object.keys(measurements).join(', ')}`)

print([...machineLines().map((line) => `- ${line}`)], 'machine')
for (const [name, measure] of Object.entries(measurements)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  process.stderr.write(`${name} …\n`)
  const before = machineLoad()
  const figures = await measure()
  const when = `${new Date().toISOString().slice(0, 10)}; load of the machine before ${before}, after ${machineLoad()}.`
  print([when, '', ...figureTable(figures)], name)
  if (figures.some(({ met }) => met === false)) process.exitCode = 1
}

function print(lines: readonly string[], part: string): void {
  process.stdout.write(`${lines.join('\n')}\n\n`)
  if (values.record) record(lines, part)
}

/** Puts the lines between the marks of that part of the page. */
function record(lines: readonly string[], part: string): void {
  const [opening, closing] = [`<!-- generated: ${part} -->`, `<!-- end: ${part} -->`]
  const text = readFileSync(report, 'utf8')
  const [start, end] = [text.indexOf(opening), text.indexOf(closing)]
  if (start < 0 || end < start) throw new Error(`docs/performance.md has no part ${opening} … ${closing}`)
  writeFileSync(report, `${text.slice(0, start)}${opening}\n\n${lines.join('\n')}\n\n${text.slice(end)}`)
}
