import { costOf } from './cost.js'
import { comparedFigure, type Figure } from './figure.js'
import { floorOf } from './floor.js'
import { Recording, replayedLayer } from './recorded-card.js'
import { BenchFolder } from './bench-folder.js'
import { SigningBench } from './signing-bench.js'

const DOCUMENTS = 254
const BYTES = 100 * 1024
const RUNS = 11
const RUNS_ONE_BY_ONE = 3
/** Slow enough that each document is finished before the next one comes, as with every real card. */
const ONE_BY_ONE_MS = 20

/** CPU time that the host needs for one document of a batch, beside what no program can save. */
export async function hostCost(): Promise<Figure[]> {
  using folder = new BenchFolder()
  const bench = await SigningBench.create(folder.path, 'hba', DOCUMENTS, BYTES)
  const floor = floorOf(BYTES, DOCUMENTS)
  const recording = new Recording()
  const first = await costOf(() => bench.record(recording))
  const [queued, oneByOne] = [new Series(floor), new Series(floor)]
  for (let run = 0; run < RUNS; run++) await queued.add(() => bench.sign(replayedLayer(recording)))
  for (let run = 0; run < RUNS_ONE_BY_ONE; run++) {
    await oneByOne.add(() => bench.sign(replayedLayer(recording, ONE_BY_ONE_MS)))
  }
  const shape = { referenceName: 'floor', unit: 'ms', digits: 2 }
  const references = queued.floors
  return [
    comparedFigure(
      { ...shape, subject: 'Host CPU per document, 254 × 100 KB, CAdES', values: queued.cpuMs, references },
      { atMost: 2 },
    ),
    comparedFigure({ ...shape, subject: 'the same, wall time', values: queued.wallMs, references }, {}),
    comparedFigure(
      {
        ...shape,
        subject: `the same, one document at a time (a card of ${ONE_BY_ONE_MS} ms)`,
        values: oneByOne.cpuMs,
        references: oneByOne.floors,
      },
      {},
    ),
    comparedFigure(
      {
        ...shape,
        subject: 'the same, first batch of a process',
        values: [(first.cpuMs - recording.cardCpuMs) / DOCUMENTS],
        references: references.slice(0, 1),
      },
      {},
    ),
  ]
}

/** Runs of a batch, each between two measurements of the floor: what else the machine does falls on both. */
class Series {
  readonly cpuMs: number[] = []
  readonly wallMs: number[] = []
  readonly floors: number[] = []
  readonly #floor: () => Promise<number>

  constructor(floor: () => Promise<number>) {
    this.#floor = floor
  }

  async add(batch: () => Promise<void>): Promise<void> {
    const before = await this.#floor()
    const { cpuMs, wallMs } = await costOf(batch)
    this.cpuMs.push(cpuMs / DOCUMENTS)
    this.wallMs.push(wallMs / DOCUMENTS)
    this.floors.push((before + (await this.#floor())) / 2)
  }
}
