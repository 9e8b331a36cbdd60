import { join } from 'node:path'
import { makeBenchCard } from './bench-card.js'
import { ehba, runNode, type ProcessCost } from './command-line.js'
import { comparedFigure, type Figure } from './figure.js'
import { BenchFolder } from './bench-folder.js'

const RUNS = 21

/** How long short commands take beside a Node that does nothing; in turns, so that all meet the same machine. */
export async function startUp(): Promise<Figure[]> {
  using folder = new BenchFolder()
  const { image } = await makeBenchCard('hba', folder.path)
  const commands = {
    empty: ['-e', '0'],
    version: [ehba, '--version'],
    cards: [ehba, '--reader', `sim:${image}`, 'card', 'list'],
  }
  const costs: Record<keyof typeof commands, ProcessCost[]> = { empty: [], version: [], cards: [] }
  for (let run = 0; run < RUNS; run++) {
    for (const name of ['empty', 'version', 'cards'] as const) {
      costs[name].push(await runNode(commands[name], { XDG_STATE_HOME: join(folder.path, 'state') }))
    }
  }
  const compare = (subject: string, name: 'version' | 'cards', what: keyof ProcessCost, atMost?: number): Figure =>
    comparedFigure(
      {
        ...{ subject, unit: 'ms', digits: 0, referenceName: 'node -e 0' },
        values: costs[name].map((cost) => cost[what]),
        references: costs.empty.map((cost) => cost[what]),
      },
      atMost === undefined ? {} : { atMost },
    )
  return [
    compare('`ehba --version`', 'version', 'wallMs', 1.5),
    compare('the same, CPU time', 'version', 'cpuMs'),
    compare('`ehba card list`, simulated reader', 'cards', 'wallMs', 3),
    compare('the same, CPU time', 'cards', 'cpuMs'),
  ]
}
