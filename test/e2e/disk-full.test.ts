import { beforeAll, describe, expect, it, vi } from 'vitest'
import { asHealthCardError, failureText } from '../../src/cli/failure.js'
import { de } from '../../src/cli/messages/de.js'
import { en } from '../../src/cli/messages/en.js'
import type { HealthCardError } from '../../src/errors/health-card-error.js'
import type { BatchReport } from '../../src/operations/batch-report.js'
import { makeCard, type TestCard } from '../support/card-in-process.js'
import { BatchOnDisk, type BatchShape } from '../support/disk-model/batch-on-disk.js'
import { refuse, type DiskStep } from '../support/disk-model/disk.js'
import { tell } from '../support/seeded-random.js'

// Loaded by the factories themselves: they run before the imports of this file.
vi.mock('node:fs', async (original) => {
  const { modelledFs } = await import('../support/disk-model/file-system.js')
  return modelledFs(await original())
})
vi.mock('node:fs/promises', async (original) => {
  const { modelledPromises } = await import('../support/disk-model/file-system.js')
  return modelledPromises(await original())
})

const DOCUMENTS = 6
/** The card allows so many signatures per PIN entry: a batch has two of them. */
const PER_ENTRY = 3

let card: TestCard

beforeAll(async () => {
  card = await makeCard({ kind: 'hba', state: 'active', limit: PER_ENTRY, seed: 12 })
})

/** A disk that refuses steps of its own kind, from one of them on, for good or once. */
interface Trouble {
  readonly code: 'ENOSPC' | 'EDQUOT' | 'EROFS'
  readonly lasts: boolean
  readonly meets: (step: DiskStep) => boolean
}

/** Whatever needs room that is not reserved yet. What is written over bytes that are there needs none. */
const needsRoom = ({ name, grows }: DiskStep): boolean =>
  name === 'write' ? grows === true : name !== 'remove' && name !== 'rename'

/** On a disk that never writes over old bytes (btrfs, ZFS), and on one that the system has made read-only. */
const changesAnything = (): boolean => true

const noSpace: Trouble = { code: 'ENOSPC', lasts: true, meets: needsRoom }

const noTrouble: Trouble = { code: 'ENOSPC', lasts: true, meets: () => false }

/** A batch on a disk that can be in trouble. */
class TroubledBatch {
  readonly batch: BatchOnDisk
  /** Steps of the last run that the trouble could have met. */
  steps = 0
  /** Whether it met one. */
  met = false
  /** Steps as they happened, for the message of a test that fails. */
  readonly #seen: string[] = []

  constructor(shape: BatchShape) {
    this.batch = new BatchOnDisk(card, DOCUMENTS, shape)
  }

  /** Runs something with the disk in trouble from its step `from` on; undefined: it came to its end. */
  async run(work: () => Promise<BatchReport>, trouble: Trouble, from = Infinity): Promise<HealthCardError | undefined> {
    this.batch.machine.start()
    this.steps = 0
    this.met = false
    const { disk } = this.batch.machine
    disk.beforeStep = (step) => {
      if (!trouble.meets(step)) return
      const number = this.steps++
      if (number < from || (number > from && !trouble.lasts)) return
      this.met = true
      this.#seen.push(`${number} ${step.name} ${step.path}`)
      refuse(trouble.code, step.name, step.path)
    }
    try {
      return (await work()).error
    } catch (error) {
      return asHealthCardError(error)
    } finally {
      disk.beforeStep = undefined
      disk.endProcess()
    }
  }

  get story(): string {
    return this.#seen.slice(0, 3).join(', ')
  }

  /** Names in the folder of the outputs. Each is one of a whole signature; what could not be removed has another name. */
  async standing(mayBeLeft = false): Promise<string[]> {
    const outputs = [...this.batch.outputs()].filter(([name]) => !mayBeLeft || !name.startsWith('.ehba-'))
    for (const [name, content] of outputs) expect(await this.batch.isValid(name, content), name).toBe(true)
    return outputs.map(([name]) => name)
  }

  /** The disk is as it should be: the batch is taken up again, or begun where it never was, and comes to its end. */
  async finish(): Promise<void> {
    const { batch } = this
    const [journal, ...others] = await batch.journals.list()
    expect(others).toEqual([])
    if (journal?.state !== 'done') {
      expect(await this.run(() => (journal ? batch.resume() : batch.sign()), noTrouble)).toBeUndefined()
    }
    expect((await this.standing()).sort()).toEqual(batch.names.map((name) => `${name}${batch.suffix}`))
    expect(await batch.journals.list()).toMatchObject([
      { state: 'done', done: DOCUMENTS, madeAndLost: batch.made - DOCUMENTS },
    ])
    expect(batch.journalFiles()).toHaveLength(1)
  }
}

/** Exit 3, and the reason in words in both languages. */
function expectTyped(error: HealthCardError | undefined, code: Trouble['code']): void {
  expect(['HC_OUTPUT_UNUSABLE', 'HC_JOURNAL_UNUSABLE'], String(error?.stack)).toContain(error?.code)
  if (!error) return
  expect(error.facts.exit).toBe(3)
  const [english, german] = code === 'EROFS' ? [/write/, /schreib/] : [/there is no space left/, /kein Platz mehr/]
  expect(failureText(error, en)).toMatch(english)
  expect(failureText(error, de)).toMatch(german)
}

/**
 * Lets the trouble begin at each step that it could meet, one batch for each.
 *
 * @param costs - signatures that a batch may lose
 * @param interrupted - the trouble meets the resume of a batch that was short of space from this step on
 * @returns how many batches there were, and the signatures that were made once more
 */
async function atEveryStep(
  shape: BatchShape,
  trouble: Trouble,
  costs: number,
  interrupted?: number,
): Promise<{ readonly runs: number; readonly lost: number }> {
  let [runs, lost] = [0, 0]
  for (let from = 0; ; from++) {
    const troubled = new TroubledBatch(shape)
    try {
      const { batch } = troubled
      if (interrupted !== undefined) expectTyped(await troubled.run(() => batch.sign(), noSpace, interrupted), 'ENOSPC')
      const error = await troubled.run(() => (interrupted === undefined ? batch.sign() : batch.resume()), trouble, from)
      if (!troubled.met) {
        expect(error).toBeUndefined()
        return { runs, lost }
      }
      const standing = await troubled.standing(trouble.meets === changesAnything)
      // Who is told of no error has all signatures: nothing depended on that step.
      if (error || standing.length < DOCUMENTS) expectTyped(error, trouble.code)
      await troubled.finish()
      expect(troubled.batch.made - DOCUMENTS).toBeLessThanOrEqual(costs)
    } catch (cause) {
      throw new Error(`step ${from}: ${troubled.story}`, { cause })
    }
    runs++
    lost += troubled.batch.made - DOCUMENTS
  }
}

const shapes: readonly BatchShape[] = [
  { attached: false, force: false },
  { attached: false, force: true },
  { attached: true, force: false },
  { attached: true, force: true },
]

const words = ({ attached, force }: BatchShape): string =>
  `${attached ? 'attached' : 'detached'}${force ? ' with --force' : ''}`

describe('a disk without space', () => {
  it.each(shapes.flatMap((shape) => [true, false].map((lasts) => ({ shape, lasts, what: words(shape) }))))(
    'at any step of a batch ($what, for good: $lasts) is exit 3; nothing is signed twice, and the rest follows when there is space',
    async ({ shape, lasts }) => {
      const { runs } = await atEveryStep(shape, { ...noSpace, lasts }, 0)
      tell(`disk full: ${words(shape)}, ${lasts ? 'for good' : 'once'}: ${runs} steps`)
      expect(runs).toBeGreaterThan(DOCUMENTS * 3)
    },
    300_000,
  )

  it.each([true, false])('is the same where it is only the quota of the user (for good: %s)', async (lasts) => {
    const { runs } = await atEveryStep({ attached: false, force: false }, { ...noSpace, code: 'EDQUOT', lasts }, 0)
    expect(runs).toBeGreaterThan(DOCUMENTS * 3)
  })

  it.each([true, false])(
    'at any step of a resume is exit 3 as well, and costs nothing (for good: %s)',
    async (lasts) => {
      for (const interrupted of [12, 28]) {
        const { runs } = await atEveryStep({ attached: false, force: false }, { ...noSpace, lasts }, 0, interrupted)
        tell(`disk full in a resume: after step ${interrupted}: ${runs} steps`)
        expect(runs).toBeGreaterThan(0)
      }
    },
  )
})

describe('a disk that refuses every change', () => {
  const shape: BatchShape = { attached: false, force: false }

  it.each(['ENOSPC', 'EROFS'] as const)(
    'also of bytes that are there (%s: copy-on-write, read-only after a fault), costs the one signature that had no place to go to, and counts it',
    async (code) => {
      for (const interrupted of [undefined, 20]) {
        const { runs, lost } = await atEveryStep(shape, { code, lasts: true, meets: changesAnything }, 1, interrupted)
        tell(`${code} at every change: ${runs} steps, ${lost} signatures made again`)
        expect(runs).toBeGreaterThan(DOCUMENTS)
      }
    },
  )
})
