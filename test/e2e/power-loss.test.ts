import { beforeAll, describe, expect, it, vi } from 'vitest'
import { makeCard, type TestCard } from '../support/card-in-process.js'
import { BatchOnDisk } from '../support/disk-model/batch-on-disk.js'
import type { SuddenEnd } from '../support/disk-model/machine.js'
import { SeededRandom, tell, testLimitMs, testRuns, testSeed } from '../support/seeded-random.js'

// Loaded by the factories themselves: they run before the imports of this file.
vi.mock('node:fs', async (original) => {
  const { modelledFs } = await import('../support/disk-model/file-system.js')
  return modelledFs(await original())
})
vi.mock('node:fs/promises', async (original) => {
  const { modelledPromises } = await import('../support/disk-model/file-system.js')
  return modelledPromises(await original())
})

const RUNS = testRuns(1000)
const DOCUMENTS = 5
/** The card allows so many signatures per PIN entry: a batch has two of them. */
const PER_ENTRY = 3
const MOST_ENDS = 3

/**
 * Signatures that one sudden end can cost, because the card has counted them and no note of them is durable. A killed
 * process leaves its notes with the system; only the answer that is on its way is lost. A power cut takes every note since
 * the last sync: of the signatures that wait to be checked and written (`reach` in src/operations/signature-line.ts).
 */
const costOf: Readonly<Record<SuddenEnd, number>> = { kill: 1, power: 16 }

let card: TestCard

beforeAll(async () => {
  card = await makeCard({ kind: 'hba', state: 'active', limit: PER_ENTRY, seed: 11 })
})

/** How many steps a batch takes that nothing disturbs. */
async function stepsOf(shape: { attached: boolean; force: boolean }): Promise<number> {
  const batch = new BatchOnDisk(card, DOCUMENTS, shape)
  batch.machine.start()
  const report = await batch.sign()
  expect(report.batch).toMatchObject({ state: 'done', signed: DOCUMENTS })
  await expectComplete(batch)
  return batch.machine.steps.length
}

async function expectComplete(batch: BatchOnDisk): Promise<void> {
  const outputs = batch.outputs()
  expect([...outputs.keys()].sort()).toEqual(batch.names.map((name) => `${name}${batch.suffix}`))
  for (const [name, content] of outputs) expect(await batch.isValid(name, content), name).toBe(true)
  const journals = await batch.journals.list()
  expect(journals).toMatchObject([{ state: 'done', done: DOCUMENTS }])
  expect(batch.journalFiles()).toHaveLength(1)
}

/** One process after the other, each ended at a random step, the last one not. */
async function live(seed: number, steps: number): Promise<{ ends: SuddenEnd[]; lost: number }> {
  const random = new SeededRandom(seed)
  const batch = new BatchOnDisk(card, DOCUMENTS, { attached: random.chance(0.2), force: random.chance(0.3) })
  const planned = 1 + random.below(MOST_ENDS)
  const ends: SuddenEnd[] = []
  const standing = new Map<string, Uint8Array>()
  let durable = new Set<string>()
  for (;;) {
    batch.machine.start()
    const [journal, ...others] = await batch.journals.list()
    expect(others).toEqual([])
    expect(journal?.state).not.toBe('damaged')
    // Without a journal nothing was paid for, and nothing stands.
    if (!journal) expect([batch.made, batch.outputs().size]).toEqual([0, 0])
    const outputs = new Map([...batch.outputs()].filter(([name]) => !name.startsWith('.ehba-')))
    expect(outputs.size).toBeGreaterThanOrEqual(journal?.done ?? 0)
    // What stands is whole; what stands durably stays, as it is.
    for (const [name, content] of outputs) {
      if (!standing.has(name)) expect(await batch.isValid(name, content), name).toBe(true)
      else if (durable.has(name)) expect(content, name).toEqual(standing.get(name))
      standing.set(name, content)
    }
    for (const name of durable) expect(outputs.has(name), name).toBe(true)
    if (ends.at(-1) === 'power') durable = new Set(outputs.keys())
    if (journal?.state === 'done') break

    batch.machine.start(ends.length < planned ? random.below(steps * 1.1) : Infinity)
    const running = journal ? batch.resume() : batch.sign()
    const outcome = await running.then(
      ({ error }) => error,
      (error: unknown) => error,
    )
    if (!batch.machine.ended) {
      expect(outcome).toBeUndefined()
      continue
    }
    const how = random.chance(0.75) ? 'power' : 'kill'
    batch.machine.end(how, random)
    ends.push(how)
  }
  await expectComplete(batch)
  return { ends, lost: batch.made - DOCUMENTS }
}

describe('a batch on a disk that forgets what was not synced', () => {
  it(
    `survives ${RUNS} power cuts and kills at random steps: nothing lost, nothing doubled, no journal unreadable`,
    async () => {
      const seed = testSeed()
      const steps = await stepsOf({ attached: false, force: false })
      let [cuts, kills, lost] = [0, 0, 0]
      for (let run = 0; run < RUNS; run++) {
        const outcome = await live(seed + run, steps).catch((cause: unknown) => {
          throw new Error(`run ${run}: repeat it with EHBA_SEED=${seed + run}`, { cause })
        })
        const allowed = outcome.ends.reduce((sum, end) => sum + costOf[end], 0)
        expect(outcome.lost, `EHBA_SEED=${seed + run}`).toBeLessThanOrEqual(allowed)
        cuts += outcome.ends.filter((end) => end === 'power').length
        kills += outcome.ends.filter((end) => end === 'kill').length
        lost += outcome.lost
      }
      tell(`power loss: seed ${seed}, ${RUNS} runs, ${cuts} power cuts, ${kills} kills, ${lost} signatures made again`)
      expect(cuts).toBeGreaterThan(RUNS / 2)
    },
    testLimitMs(900_000),
  )

  it('keeps a journal whose maker was killed before its name was durable, from the moment that it is taken up again', async () => {
    const shape = { attached: false, force: false }
    const probe = new BatchOnDisk(card, DOCUMENTS, shape)
    probe.machine.start()
    await probe.sign()
    const { steps } = probe.machine
    const named = steps.findIndex(({ name, path }) => name === 'link' && path.endsWith('.journal'))
    // The step after it takes the temporary name away; the next one makes the names durable.
    for (let end = named; end < steps.length; end++) {
      const random = new SeededRandom(end)
      const batch = new BatchOnDisk(card, DOCUMENTS, shape)
      batch.machine.start(named + 2)
      await expect(batch.sign()).rejects.toThrow()
      batch.machine.end('kill', random)
      batch.machine.start(end - named)
      await batch.resume().catch(() => undefined)
      batch.machine.end('power', random)
      batch.machine.start()
      if (batch.made > 0) expect(await batch.journals.list(), `end at ${end}`).toHaveLength(1)
    }
  })
})
