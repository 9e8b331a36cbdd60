import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newCard, newDesk, type Desk, type DeskCard } from '../cli/run-ehba.js'
import { signaturesMade } from '../support/card-counts.js'
import { EhbaProcess } from '../support/ehba-process.js'
import { SeededRandom, tell, testLimitMs, testRuns, testSeed } from '../support/seeded-random.js'

const KILLS = testRuns(100)
const DOCUMENTS = 40
const AT_A_TIME = 2

const home = newDesk()
const names = Array.from({ length: DOCUMENTS }, (_, i) => `brief-${String(i).padStart(2, '0')}.txt`)
let card: DeskCard

beforeAll(async () => {
  card = await newCard(home, 'card', 'hba', '--state', 'active')
  mkdirSync(home.path('letters'))
  for (const name of names) writeFileSync(join(home.path('letters'), name), `Befund zu ${name}\n`)
})

afterAll(() => {
  rmSync(home.folder, { recursive: true })
})

/** A batch with a state folder, outputs and a copy of the card of its own. */
class Batch {
  readonly desk: Desk = newDesk()
  readonly #image = this.desk.path('card/card.xml')
  readonly #reader = ['--reader', `sim:${this.#image}`, '--sim-delay', 'sign=20ms']
  readonly #secrets = ['--secrets-file', this.desk.path('secrets')]
  readonly out = this.desk.path('out')

  constructor() {
    cpSync(card.folder, this.desk.path('card'), { recursive: true })
    writeFileSync(this.desk.path('secrets'), `${card.line('PIN.QES')}\n`, { mode: 0o600 })
  }

  get signWords(): string[] {
    const letters = names.map((name) => join(home.path('letters'), name))
    return ['sign', ...letters, '--out', this.out, ...this.#reader, ...this.#secrets, '--json']
  }

  get resumeWords(): string[] {
    return ['batch', 'resume', ...this.#reader, ...this.#secrets, '--json']
  }

  /** Runs the program in a process of its own, and kills it after a while. @returns false where it was done before */
  async runAndKill(words: readonly string[], afterMs: number): Promise<boolean> {
    const ehba = new EhbaProcess(words, { env: { XDG_STATE_HOME: this.desk.path('state') } })
    await Promise.race([wait(afterMs), ehba.end])
    ehba.signal('SIGKILL')
    return (await ehba.end).signal === 'SIGKILL'
  }

  /** State of its journal; undefined where it has none. */
  async state(): Promise<string | undefined> {
    const { data } = await this.desk.json(['batch', 'list', '--all'])
    const batches = data['batches'] as readonly { readonly state: string }[]
    expect(batches.length).toBeLessThanOrEqual(1)
    return batches[0]?.state
  }

  /** Goes on until all is done, with no more kills. */
  async finish(): Promise<void> {
    const state = await this.state()
    if (state === 'done') return
    if (state === undefined) expect(existsSync(this.out)).toBe(false)
    const { exit, data } = await this.desk.json(state === undefined ? this.signWords : this.resumeWords)
    expect({ exit, data }).toMatchObject({ exit: 0, data: { batch: { state: 'done', signed: DOCUMENTS } } })
  }

  /** The card's own count of signatures. */
  async signatures(): Promise<number> {
    const { data } = await this.desk.json(['sim', 'list', ...this.#reader.slice(0, 2)])
    const [counters] = data['cards'] as readonly { readonly signatures: Readonly<Record<string, number>> }[]
    return signaturesMade(counters)
  }

  /** Every output there once and valid by openssl, and nothing else. */
  async expectComplete(): Promise<void> {
    expect(readdirSync(this.out).sort()).toEqual(names.map((name) => `${name}.p7s`))
    const left = readdirSync(this.desk.path('state'), { recursive: true, encoding: 'utf8' })
    expect(left.filter((name) => name.includes('.ehba-'))).toEqual([])
    expect(left.filter((name) => name.endsWith('.journal'))).toHaveLength(1)
    for (const name of names) await opensslVerifies(join(home.path('letters'), name), join(this.out, `${name}.p7s`))
  }

  dispose(): void {
    rmSync(this.desk.folder, { recursive: true })
  }
}

/** Rejects with what openssl says where it does not accept the signature. */
async function opensslVerifies(content: string, signature: string): Promise<void> {
  await promisify(execFile)('openssl', [
    ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any', '-out', '/dev/null'],
    ...['-CAfile', join(card.folder, 'trust.pem'), '-content', content, '-in', signature],
  ])
}

interface Outcome {
  readonly kills: number
  readonly lost: number
  readonly state: string
}

/** A batch that is killed at a moment, and perhaps once more while it is taken up again. */
async function killed(durationMs: number, seed: number): Promise<Outcome> {
  const random = new SeededRandom(seed)
  const batch = new Batch()
  let kills = 0
  if (await batch.runAndKill(batch.signWords, random.next() * durationMs * 1.1)) kills++
  const state = (await batch.state()) ?? 'nothing begun'
  if (state === 'incomplete' && random.chance(0.3)) {
    if (await batch.runAndKill(batch.resumeWords, random.next() * durationMs)) kills++
  }
  await batch.finish()
  await batch.expectComplete()
  const lost = (await batch.signatures()) - DOCUMENTS
  batch.dispose()
  return { kills, lost, state }
}

describe('a batch of 40 that is ended by kill -9', () => {
  it(
    `at ${KILLS} random moments is taken up again each time: every output once and valid, no signature lost but the one on its way`,
    async () => {
      const seed = testSeed()
      const undisturbed = new Batch()
      const began = performance.now()
      expect(await undisturbed.runAndKill(undisturbed.signWords, 600_000)).toBe(false)
      const durationMs = performance.now() - began
      await undisturbed.expectComplete()
      undisturbed.dispose()

      const outcomes: Outcome[] = []
      let next = 0
      const worker = async (): Promise<void> => {
        while (next < KILLS) {
          const run = next++
          const outcome = await killed(durationMs, seed + run).catch((cause: unknown) => {
            throw new Error(`run ${run} of EHBA_SEED=${seed}`, { cause })
          })
          expect(outcome.lost, `run ${run} of EHBA_SEED=${seed}`).toBeLessThanOrEqual(outcome.kills)
          outcomes.push(outcome)
        }
      }
      await Promise.all(Array.from({ length: AT_A_TIME }, worker))

      const count = (state: string): number => outcomes.filter((outcome) => outcome.state === state).length
      const sum = (of: 'kills' | 'lost'): number => outcomes.reduce((total, outcome) => total + outcome[of], 0)
      tell(
        `kill -9: seed ${seed}, ${sum('kills')} kills, ${count('nothing begun')} before the journal, ` +
          `${count('incomplete')} inside the batch, ${count('done')} after it, ${sum('lost')} signatures made again`,
      )
      expect(count('incomplete')).toBeGreaterThan(KILLS / 10)
    },
    testLimitMs(900_000),
  )
})
