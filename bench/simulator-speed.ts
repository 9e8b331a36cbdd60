import { readFileSync } from 'node:fs'
import { createSimulatedCard, type SimulatedCard } from '../simulator/card/simulated-card.js'
import { parseCardImage } from '../simulator/card/image/card-image.js'
import { volatileStore } from '../simulator/card/state/log-state-store.js'
import { fromHex, toHex } from '../src/bytes/hex.js'
import type { BenchCard } from './bench-card.js'
import { costOf } from './cost.js'
import { plainFigure, type Figure } from './figure.js'
import { Recording } from './recorded-card.js'
import { BenchFolder } from './bench-folder.js'
import { SigningBench } from './signing-bench.js'

const RUNS = 7
const SIMPLE_COMMANDS = 100_000
const SIGNATURES = 500

/** READ BINARY of EF.GDO by its short identifier: selects a file, evaluates its access rule, and answers twelve bytes. */
const READ_GDO = fromHex('00b0820000')

/** How fast the simulated card works in the process that uses it; per second of CPU time, which it uses one thread of. */
export async function simulatorSpeed(): Promise<Figure[]> {
  using folder = new BenchFolder()
  const bench = await SigningBench.create(folder.path, 'smcb', 1, 1024)
  const recording = new Recording()
  await bench.record(recording)
  const commands = recording.exchanges.map(([command]) => command)
  const signing = commands.findIndex((command) => toHex(command).startsWith('002a9e9a'))
  const sign = commands[signing]
  if (!sign) throw new Error('nothing was signed')

  const card = powered(bench.card)
  const simple = await rates(card, READ_GDO, SIMPLE_COMMANDS)
  for (const command of commands.slice(0, signing)) await card.transmit(command)
  const signatures = await rates(card, sign, SIGNATURES)
  return [
    plainFigure(
      { subject: 'Simulator, READ BINARY in process', values: simple, unit: '/s', digits: 0 },
      { atLeast: 100_000 },
    ),
    plainFigure(
      { subject: 'Simulator, signatures on brainpoolP256r1 in process', values: signatures, unit: '/s', digits: 0 },
      { atLeast: 400 },
    ),
  ]
}

/** The card in memory: what a disk would add is not the card's. */
function powered({ image }: BenchCard): SimulatedCard {
  return createSimulatedCard({ image: parseCardImage(readFileSync(image)), store: volatileStore() })
}

async function rates(card: SimulatedCard, command: Uint8Array, count: number): Promise<number[]> {
  const rate = async (): Promise<number> => {
    const { cpuMs } = await costOf(async () => {
      for (let i = 0; i < count; i++) {
        const answer = await card.transmit(command)
        if (answer.at(-2) !== 0x90) throw new Error(`the card answered ${toHex(answer)}`)
      }
    })
    return (count / cpuMs) * 1000
  }
  await rate()
  const found: number[] = []
  for (let run = 0; run < RUNS; run++) found.push(await rate())
  return found
}
