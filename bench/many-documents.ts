import { join } from 'node:path'
import { costOf } from './cost.js'
import { comparedFigure, type Figure } from './figure.js'
import { Recording, replayedLayer } from './recorded-card.js'
import { BenchFolder, makeDocuments } from './bench-folder.js'
import { SigningBench } from './signing-bench.js'
import { makeBenchCard } from './bench-card.js'

const FEW = 254
const MANY = 10_000
const BYTES = 1024
const RUNS = 3
/** Batches of the few beside one of the many: together they take long enough to be measured. */
const BATCHES_OF_FEW = 12

/** Whether a document costs the same in a batch of 254 and in one of 10,000. An SMC-B needs one PIN entry for both. */
export async function manyDocuments(): Promise<Figure[]> {
  using folder = new BenchFolder()
  const card = await makeBenchCard('smcb', folder.path)
  const inputs = makeDocuments(join(folder.path, 'in'), MANY, BYTES)
  const few = new SigningBench(join(folder.path, 'few'), card, inputs.slice(0, FEW))
  const many = new SigningBench(join(folder.path, 'many'), card, inputs)
  const [fewRecorded, manyRecorded] = [new Recording(), new Recording()]
  await few.record(fewRecorded)
  await many.record(manyRecorded)
  const [values, references]: [number[], number[]] = [[], []]
  for (let run = 0; run < RUNS; run++) {
    const { cpuMs } = await costOf(async () => {
      for (let i = 0; i < BATCHES_OF_FEW; i++) await few.sign(replayedLayer(fewRecorded))
    })
    references.push(cpuMs / BATCHES_OF_FEW / FEW)
    values.push((await costOf(() => many.sign(replayedLayer(manyRecorded)))).cpuMs / MANY)
  }
  const subject = 'Host CPU per document of 1 KB, of 10,000 in one batch'
  const shape = { subject, unit: 'ms', digits: 2, referenceName: '254 in one batch' }
  return [comparedFigure({ ...shape, values, references }, { atLeast: 0.9, atMost: 1.1 })]
}
