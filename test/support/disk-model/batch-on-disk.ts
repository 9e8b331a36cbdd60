import { createHash } from 'node:crypto'
import { readCertificates } from '../../../src/certificates/pem.js'
import type { Certificate } from '../../../src/certificates/certificate.js'
import type { BatchJournals } from '../../../src/operations/batch-journal.js'
import type { BatchReport } from '../../../src/operations/batch-report.js'
import { resumeBatch } from '../../../src/operations/resume-batch.js'
import { signBatch, type SigningDesk } from '../../../src/operations/sign-batch.js'
import type { Workplace } from '../../../src/operations/workplace.js'
import { verifyDocument } from '../../../src/signing/verify-document.js'
import { fileDocumentStore } from '../../../src/storage/file-document-store.js'
import { fileBatchJournals } from '../../../src/storage/journal/file-batch-journals.js'
import { CardSlot, workplaceFor, type TestCard } from '../card-in-process.js'
import { plainRequest, quietObserver } from '../plain-batch.js'
import { ScriptedPins } from '../scripted-pins.js'
import { Disk } from './disk.js'
import { MOUNT, mount } from './file-system.js'
import { Machine } from './machine.js'

const INPUTS = `${MOUNT}/letters`
const OUTPUTS = `${MOUNT}/signed/today`
const STATE = `${MOUNT}/state/ehba`
const HOUR_MS = 3_600_000

/** What distinguishes one batch from another here. */
export interface BatchShape {
  readonly attached: boolean
  readonly force: boolean
}

/** A batch of letters on a disk of the model, with its card, through any number of processes. */
export class BatchOnDisk {
  readonly machine: Machine
  readonly slot: CardSlot
  readonly names: readonly string[]
  /** PIN entries that are there for each process. */
  readonly pins: readonly string[]
  readonly #shape: BatchShape
  readonly #anchors: readonly Certificate[]
  readonly #startedAt = new Date()
  #processes = 0

  constructor(card: TestCard, documents: number, shape: BatchShape) {
    this.names = Array.from({ length: documents }, (_, i) => `letter-${i}.txt`)
    this.machine = new Machine(
      new Disk(MOUNT, Object.fromEntries(this.names.map((name) => [`${INPUTS}/${name}`, `Dear patient of ${name}`]))),
    )
    this.machine.disk.makeFolders(STATE, 0o700)
    this.machine.disk.makeFolders(`${MOUNT}/signed`, 0o755)
    this.machine.disk.settle()
    mount(this.machine.disk)
    this.slot = new CardSlot(card.image)
    const exchange = (name: 'command' | 'answer', command: string): void => {
      this.machine.step({ name, path: command.slice(0, 8) })
    }
    this.slot.beforeCommand = (command) => {
      exchange('command', Buffer.from(command).toString('hex'))
    }
    this.slot.changeAnswer = (command, answer) => {
      exchange('answer', command)
      return answer
    }
    this.pins = Array<string>(documents).fill(card.secrets['PIN.QES'] ?? '')
    this.#shape = shape
    this.#anchors = readCertificates(card.trust)
  }

  /** Signatures that the card counts itself. */
  get made(): number {
    if (this.slot.commands.length === 0) return 0
    return Object.values(this.slot.counters.signatures).reduce((sum, count) => sum + count, 0)
  }

  get journals(): BatchJournals {
    return fileBatchJournals(STATE, 7, () => this.#now())
  }

  /** A new process signs all letters. */
  sign(): Promise<BatchReport> {
    const { attached, force } = this.#shape
    return signBatch(...this.#process(), {
      ...plainRequest,
      inputs: this.names.map((name) => `${INPUTS}/${name}`),
      outputFolder: OUTPUTS,
      force,
      attached,
    })
  }

  /** A new process takes the batch up again. */
  resume(): Promise<BatchReport> {
    return resumeBatch(...this.#process(), undefined)
  }

  /** Everything in the folder of the outputs: name → content. */
  outputs(): Map<string, Uint8Array> {
    const files = [...this.machine.disk.files(OUTPUTS)]
    return new Map(files.map(([path, content]) => [path.slice(OUTPUTS.length + 1), content]))
  }

  /** Names in the folder of the journals. */
  journalFiles(): string[] {
    return [...this.machine.disk.files(`${STATE}/batches`).keys()].map((path) => path.slice(path.lastIndexOf('/') + 1))
  }

  /** Whether an output is a valid signature of the letter that its name says. */
  async isValid(output: string, signature: Uint8Array): Promise<boolean> {
    const letter = this.machine.disk.files(INPUTS).get(`${INPUTS}/${output.replace(/\.p7[sm]$/, '')}`)
    if (!letter) return false
    const contentDigest = (hash: string): Uint8Array => createHash(hash).update(letter).digest()
    const report = await verifyDocument({ signature, contentDigest, anchors: this.#anchors, at: this.#now() })
    return report.verdict === 'valid' && report.packaging === (this.#shape.attached ? 'attached' : 'detached')
  }

  get suffix(): string {
    return this.#shape.attached ? '.p7m' : '.p7s'
  }

  /** Time goes on from process to process: what is signed again gets another signing time. */
  #now(): Date {
    return new Date(this.#startedAt.getTime() + this.#processes * HOUR_MS)
  }

  #process(): [Workplace, SigningDesk] {
    this.#processes++
    const workplace = workplaceFor(this.slot, new ScriptedPins({ 'PIN.QES': this.pins }), { clock: () => this.#now() })
    return [workplace, { store: fileDocumentStore(), journals: this.journals, observer: quietObserver }]
  }
}
