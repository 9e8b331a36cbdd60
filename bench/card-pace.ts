import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentStore } from '../src/operations/documents.js'
import { fileDocumentStore } from '../src/storage/file-document-store.js'
import { simulatedLayer } from './bench-card.js'
import { ehba, runNode } from './command-line.js'
import { comparedFigure, type Figure } from './figure.js'
import { BenchFolder, makeDocuments } from './bench-folder.js'
import { isVerify, observedLayer } from './observed-layer.js'
import { SigningBench } from './signing-bench.js'

const DOCUMENTS = 254
const BYTES = 100 * 1024
const SIGN_MS = 200
const RUNS = 3
const CARD_SECONDS = (DOCUMENTS * SIGN_MS) / 1000

/** Whether anything but the card is waited for, from the answer to VERIFY to the last file. */
export async function cardPace(): Promise<Figure[]> {
  using folder = new BenchFolder()
  const bench = await SigningBench.create(folder.path, 'hba', DOCUMENTS, BYTES)
  const [inProcess, overCommandLine]: [number[], number[]] = [[], []]
  for (let run = 0; run < RUNS; run++) {
    inProcess.push(await throughSignBatch(bench, join(folder.path, 'card.state')))
    overCommandLine.push(await throughTheProgram(bench, join(folder.path, `run-${run}`)))
  }
  return [
    ['254 documents on a card of 200 ms, `signBatch`', inProcess] as const,
    ['the same, `ehba sign` by the times of its trace', overCommandLine] as const,
  ].map(([subject, values]) =>
    comparedFigure(
      {
        ...{ subject, values, unit: 's', digits: 2 },
        referenceName: 'the card’s own time',
        references: values.map(() => CARD_SECONDS),
      },
      { atMost: 1.01 },
    ),
  )
}

/** @returns seconds from the answer to VERIFY to the end of the last write */
async function throughSignBatch(bench: SigningBench, statePath: string): Promise<number> {
  let verified = 0
  let written = 0
  const real = fileDocumentStore()
  const store: DocumentStore = {
    ...real,
    async write(path, content, options) {
      await real.write(path, content, options)
      written = performance.now()
    },
  }
  const layer = simulatedLayer(bench.card, statePath, new Map([['sign', SIGN_MS]]))
  await bench.sign(
    observedLayer(layer, (command, _, answeredAt) => {
      if (isVerify(command)) verified = answeredAt
    }),
    store,
  )
  return (written - verified) / 1000
}

/** @returns seconds from the answer to VERIFY, by the trace, to the last change of an output (its temporary name goes) */
async function throughTheProgram({ card, inputs }: SigningBench, folder: string): Promise<number> {
  const [trace, out] = [join(folder, 'trace.jsonl'), join(folder, 'out')]
  makeDocuments(folder, 0, 0)
  const global = ['--reader', `sim:${card.image}`, '--secrets-file', card.secrets, '--trace', trace]
  const delay = ['--sim-delay', `sign=${SIGN_MS}ms`]
  await runNode([ehba, ...global, ...delay, 'sign', ...inputs, '--out', out], { XDG_STATE_HOME: join(folder, 'state') })
  const changes = readdirSync(out).map((name) => statSync(join(out, name)).ctimeMs)
  return (Math.max(...changes) - verifiedAt(trace)) / 1000
}

/** When the card had answered VERIFY, in ms since 1970. */
function verifiedAt(trace: string): number {
  const lines = readFileSync(trace, 'utf8').trim().split('\n')
  const entries = lines.map((line) => JSON.parse(line) as { time: string; name: string; us: number })
  const verify = entries.find(({ name }) => name === 'VERIFY')
  if (!verify) throw new Error('the trace has no VERIFY')
  return Date.parse(verify.time) + verify.us / 1000
}
