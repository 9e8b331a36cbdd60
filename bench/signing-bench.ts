import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { silentLogger } from '../src/log/logger.js'
import type { SignRequest } from '../src/operations/batch-report.js'
import type { DocumentStore } from '../src/operations/documents.js'
import { signBatch } from '../src/operations/sign-batch.js'
import { RefusedSecrets, type ReaderLayer } from '../src/operations/workplace.js'
import { fileDocumentStore } from '../src/storage/file-document-store.js'
import { fileBatchJournals } from '../src/storage/journal/file-batch-journals.js'
import { makeBenchCard, simulatedLayer, type BenchCard } from './bench-card.js'
import { makeDocuments } from './bench-folder.js'
import { recordingLayer, type Recording } from './recorded-card.js'

/** Batches through `signBatch` with the real journal and the real files. */
export class SigningBench {
  readonly card: BenchCard
  readonly #folder: string
  readonly inputs: readonly string[]
  // The same signing time in every batch, or a recording could not be played.
  readonly #now = new Date()
  #batches = 0

  constructor(folder: string, card: BenchCard, inputs: readonly string[]) {
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
    this.card = card
    this.inputs = inputs
  }

  static async create(folder: string, kind: 'hba' | 'smcb', count: number, bytes: number): Promise<SigningBench> {
    const card = await makeBenchCard(kind, folder)
    return new SigningBench(folder, card, makeDocuments(join(folder, 'in'), count, bytes))
  }

  /** Signs with the simulated card, and keeps what it says. */
  record(recording: Recording): Promise<void> {
    return this.sign(recordingLayer(simulatedLayer(this.card, join(this.#folder, 'card.state')), recording))
  }

  /** Signs all documents into a new folder. */
  async sign(layer: ReaderLayer, store: DocumentStore = fileDocumentStore()): Promise<void> {
    const run = join(this.#folder, `batch-${++this.#batches}`)
    const clock = (): Date => this.#now
    const none = (): undefined => undefined
    const desk = {
      store,
      journals: fileBatchJournals(join(run, 'state'), 7, clock),
      observer: { planned: none, pinEntry: none, moreEntries: none, progress: none },
    }
    const workplace = {
      ...{ layer, card: undefined, chooseCard: undefined, allowLastTry: false, clock, log: silentLogger },
      pins: this.card.pins,
      memory: { recall: () => Promise.resolve({}), remember: () => Promise.resolve() },
      refused: new RefusedSecrets(),
    }
    const { batch, error } = await signBatch(workplace, desk, {
      ...request,
      inputs: this.inputs,
      outputFolder: join(run, 'out'),
    })
    if (error ?? batch.signed !== this.inputs.length) throw error ?? new Error('not every document was signed')
  }
}

const request: Omit<SignRequest, 'inputs' | 'outputFolder'> = {
  recursive: false,
  force: false,
  key: undefined,
  mechanism: undefined,
  attached: false,
  allowExpired: false,
  dryRun: false,
  chain: [],
}
