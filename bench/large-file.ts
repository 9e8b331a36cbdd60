import { closeSync, ftruncateSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeBenchCard } from './bench-card.js'
import { ehba, runNode } from './command-line.js'
import { plainFigure, type Figure } from './figure.js'
import { BenchFolder } from './bench-folder.js'

const GIB = 1024 ** 3
const RUNS = 3

/** The most memory that the program holds while it signs a sparse file of 2 GiB, detached. */
export async function largeFile(): Promise<Figure[]> {
  using folder = new BenchFolder()
  const { image, secrets } = await makeBenchCard('hba', folder.path)
  const document = join(folder.path, 'large.bin')
  const descriptor = openSync(document, 'w')
  ftruncateSync(descriptor, 2 * GIB)
  closeSync(descriptor)
  const [peaks, seconds]: [number[], number[]] = [[], []]
  for (let run = 0; run < RUNS; run++) {
    const peakFile = join(folder.path, `peak-${run}`)
    const hook = new URL('./report-peak-memory.js', import.meta.url).href
    const words = ['--reader', `sim:${image}`, '--secrets-file', secrets, 'sign', document]
    const { wallMs } = await runNode(['--import', hook, ehba, ...words, '--out', join(folder.path, `out-${run}`)], {
      EHBA_BENCH_PEAK_FILE: peakFile,
      XDG_STATE_HOME: join(folder.path, 'state'),
    })
    peaks.push(Number(readFileSync(peakFile, 'utf8')) / 1024)
    seconds.push(wallMs / 1000)
  }
  return [
    plainFigure({ subject: 'Peak memory, 2 GiB detached', values: peaks, unit: 'MiB', digits: 0 }, { atMost: 150 }),
    plainFigure({ subject: 'the same, wall time', values: seconds, unit: 's', digits: 1 }),
  ]
}
