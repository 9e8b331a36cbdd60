import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { cardPace } from './card-pace.js'
import type { Figure } from './figure.js'
import { hostCost } from './host-cost.js'
import { largeFile } from './large-file.js'
import { machineLines, machineLoad } from './machine.js'
import { manyDocuments } from './many-documents.js'
import { simulatorSpeed } from './simulator-speed.js'
import { startUp } from './start-up.js'
import { figureTable } from './table.js'

/*
 * npm run bench [-- NAME…] [--record]
 *
 * Measures what is named, or everything, and prints a table. Ends with exit code 1 where a target is missed. `--record`
 * writes the result into docs/performance.md, which also says how each figure is come by.
 */

const measurements: Readonly<Record<string, () => Promise<Figure[]>>> = {
  'start-up': startUp,
  'host-cost': hostCost,
  'many-documents': manyDocuments,
  'simulator-speed': simulatorSpeed,
  'large-file': largeFile,
  'card-pace': cardPace,
}

const report = new URL('../../docs/performance.md', import.meta.url)

const { values, positionals } = parseArgs({ options: { record: { type: 'boolean' } }, allowPositionals: true })
const unknown = positionals.find((name) => !(name in measurements))
if (unknown !== undefined) throw new Error(`no measurement ${unknown}: ${Object.keys(measurements).join(', ')}`)

const loads = [machineLoad()]
const figures: Figure[] = []
for (const [name, measure] of Object.entries(measurements)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  process.stderr.write(`${name} …\n`)
  figures.push(...(await measure()))
  loads.push(machineLoad())
}

const lines = [
  ...[`Date: ${new Date().toISOString().slice(0, 10)}`, ...machineLines()].map((line) => `- ${line}`),
  `- Load of the machine before and after each measurement: ${loads.join(', ')}`,
  '',
  ...figureTable(figures),
]
process.stdout.write(`${lines.join('\n')}\n`)
if (values.record) record(lines)
process.exitCode = figures.some(({ met }) => met === false) ? 1 : 0

function record(result: readonly string[]): void {
  const [opening, closing] = ['<!-- generated: result -->', '<!-- end: result -->']
  const text = readFileSync(report, 'utf8')
  const [start, end] = [text.indexOf(opening), text.indexOf(closing)]
  if (start < 0 || end < start) throw new Error(`docs/performance.md has no part ${opening} … ${closing}`)
  writeFileSync(report, `${text.slice(0, start)}${opening}\n\n${result.join('\n')}\n\n${text.slice(end)}`)
}
