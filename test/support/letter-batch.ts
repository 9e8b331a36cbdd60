import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { qesTriesLeft, signaturesMade } from './card-counts.js'
import { copyCard, Desk, type Answer, type Call, type RunningCall, type Secrets, type SimulatedCard } from './cli.js'

/** A batch in `batch list` and `batch status`. */
export interface ListedBatch {
  readonly id: string
  readonly startedAt: string
  readonly state: string
  readonly total: number
  readonly done: number
  readonly signed: number
  readonly madeAndLost: number
  readonly card: { readonly kind: string; readonly iccsn: string } | null
}

/** An answer of `sign` and `batch resume`. */
export interface BatchAnswer extends Answer {
  readonly batch: NonNullable<Answer['batch']> & { readonly id: string; readonly madeAndLost: number }
  readonly documents: readonly {
    readonly input: string
    readonly output: string
    readonly state: string
    readonly code?: string
  }[]
}

const COMPUTE_DIGITAL_SIGNATURE = '"tx":"002a9e9a'
const VERIFY_PIN_QES = '"tx":"00200081'

/** Letters that a physician signs: a desk with a copy of a card, the folders `in` and `out`, and one batch. */
export class LetterBatch implements Disposable {
  readonly desk = new Desk()
  readonly card: SimulatedCard
  readonly names: readonly string[]
  readonly out = this.desk.path('out')
  #traces = 0

  constructor(card: SimulatedCard, letters: number) {
    this.card = copyCard(this.desk, 'card', card)
    this.names = Array.from({ length: letters }, (_, i) => `brief-${String(i).padStart(2, '0')}.txt`)
    for (const name of this.names) this.desk.file(`in/${name}`, `Befund zu ${name}: unauffällig\n`)
    this.desk.file('out/.keep', '')
  }

  get signWords(): readonly string[] {
    return ['sign', ...this.names.map((name) => this.desk.path('in', name)), '--out', this.out, ...this.card.reader]
  }

  get resumeWords(): readonly string[] {
    return ['batch', 'resume', ...this.card.reader]
  }

  /** So many entries of the right PIN. */
  pins(entries = 1): Secrets {
    return { 'PIN.QES': Array<string>(entries).fill(this.card.secret('PIN.QES')) }
  }

  /** Starts the program with `--json`. */
  start(words: readonly string[], secrets?: Secrets): RunningCall {
    return this.desk.start([...words, '--json', ...this.#trace()], { ...(secrets && { secrets }) })
  }

  /** Runs the program with `--json` to its end. */
  run(words: readonly string[], secrets?: Secrets): Promise<Call> {
    return this.start(words, secrets).ended
  }

  /** Names of the outputs that stand, sorted. */
  outputs(): string[] {
    return readdirSync(this.out)
      .filter((name) => name !== '.keep')
      .sort()
  }

  /** Outputs that the batch has in the end. */
  get allOutputs(): string[] {
    return this.names.map((name) => `${name}.p7s`)
  }

  /** Commands of the last run that went to the card, from its trace. */
  sent(): { readonly verify: number; readonly signatures: number } {
    const path = this.desk.path(`trace-${this.#traces}.jsonl`)
    const trace = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const count = (command: string): number => trace.split(command).length - 1
    return { verify: count(VERIFY_PIN_QES), signatures: count(COMPUTE_DIGITAL_SIGNATURE) }
  }

  /** Signatures by the card's own count. */
  async made(): Promise<number> {
    return signaturesMade(await this.desk.counters(this.card))
  }

  /** Tries that the PIN has left. */
  async triesLeft(): Promise<number | undefined> {
    return qesTriesLeft(await this.desk.counters(this.card))
  }

  /** What `batch list` says. */
  async listed(...words: readonly string[]): Promise<readonly ListedBatch[]> {
    const { json } = await this.desk.ehba(['batch', 'list', ...words, '--json'])
    return (json as unknown as { readonly batches: readonly ListedBatch[] }).batches
  }

  /** Names in the folder of the journals. */
  journals(): string[] {
    const folder = this.desk.path('state/ehba/batches')
    return existsSync(folder) ? readdirSync(folder) : []
  }

  /** Path of the only journal. */
  journal(): string {
    const [name = '', ...others] = this.journals()
    if (others.length > 0) throw new Error(`several journals: ${name}, ${others.join(', ')}`)
    return this.desk.path('state/ehba/batches', name)
  }

  /** Exit code of `verify` over the outputs that stand. */
  async verify(): Promise<number | null> {
    const files = this.outputs().map((name) => `${this.out}/${name}`)
    const words = ['verify', ...files, '--trust', this.card.trust, '--content', this.desk.path('in')]
    return (await this.desk.ehba(words)).exit
  }

  [Symbol.dispose](): void {
    this.desk[Symbol.dispose]()
  }

  #trace(): readonly string[] {
    return ['--trace', this.desk.path(`trace-${++this.#traces}.jsonl`)]
  }
}

/** What a call of `sign` or `batch resume` answered. */
export function batchAnswer(call: Call): BatchAnswer {
  return call.json as BatchAnswer
}

/** The states of the documents, or their codes where they failed. */
export function statesOf(call: Call): string[] {
  return batchAnswer(call).documents.map(({ state, code }) => code ?? state)
}
