import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { decodeLines } from '../../src/storage/journal/journal-lines.js'
import type { JournalRecord } from '../../src/storage/journal/journal-records.js'
import { makeCard, type TestCard } from '../support/card-in-process.js'
import { BatchOnDisk } from '../support/disk-model/batch-on-disk.js'
import { SeededRandom, testSeed } from '../support/seeded-random.js'

// Loaded by the factories themselves: they run before the imports of this file.
vi.mock('node:fs', async (original) => {
  const { modelledFs } = await import('../support/disk-model/file-system.js')
  return modelledFs(await original())
})
vi.mock('node:fs/promises', async (original) => {
  const { modelledPromises } = await import('../support/disk-model/file-system.js')
  return modelledPromises(await original())
})

const RUNS = 6
const DOCUMENTS = 12
const SLOWEST_MS = 30
const COMPUTE_DIGITAL_SIGNATURE = '002a9e9a'
const JOURNALS = '/disk-model/state/ehba/batches'
const OUTPUTS = '/disk-model/signed/today'

let card: TestCard

beforeAll(async () => {
  card = await makeCard({ kind: 'hba', state: 'active', limit: 7, seed: 13 })
})

/** The documents that a journal has such a record of. */
function noted(journal: Uint8Array | undefined, kind: JournalRecord['t']): number[] {
  const records = decodeLines(journal ?? new Uint8Array(0)).records as readonly JournalRecord[]
  return records.flatMap((record) => (record.t === kind ? [record.i] : []))
}

/** Watches a batch at each of its steps for the order: intent, card, signature, output, done; each durable before the next. */
function watch(batch: BatchOnDisk): { readonly broken: string[]; readonly seen: Set<string> } {
  const { disk } = batch.machine
  const [broken, seen]: [string[], Set<string>] = [[], new Set()]
  let commands = 0
  const look = (): void => {
    const [path] = disk.files(JOURNALS).keys()
    if (!path?.endsWith('.journal')) return
    const durable = disk.durable(path)
    const [intended, paid] = [noted(durable, 'intent'), noted(durable, 'signed')]
    if (commands > new Set(intended).size) broken.push(`command ${commands} with ${intended.length} durable intents`)
    if (commands > paid.length) seen.add('the card was ahead of the disk')
    for (const [index, name] of batch.names.entries()) {
      const output = `${OUTPUTS}/${name}${batch.suffix}`
      const content = disk.files(OUTPUTS).get(output)
      if (content && !paid.includes(index)) broken.push(`${output} before its signature is durable`)
      const done = noted(disk.files(JOURNALS).get(path), 'done').includes(index)
      if (done && (!content || !disk.durable(output)?.every((byte, i) => byte === content[i]))) {
        broken.push(`${output} is noted as done and not durable`)
      }
      if (content && !done) seen.add('an output stood that was not noted yet')
    }
  }
  disk.beforeStep = look
  const { beforeCommand } = batch.slot
  batch.slot.beforeCommand = (command) => {
    if (Buffer.from(command).toString('hex').startsWith(COMPUTE_DIGITAL_SIGNATURE)) commands++
    look()
    beforeCommand?.(command)
  }
  return { broken, seen }
}

describe('a disk that is slow to make things durable', () => {
  it.each([false, true])(
    'changes nothing in the order: intent, card, signature, output, done; each durable before the next (attached: %s)',
    async (attached) => {
      const seed = testSeed()
      const allSeen = new Set<string>()
      for (let run = 0; run < RUNS; run++) {
        const random = new SeededRandom(seed + run)
        const batch = new BatchOnDisk(card, DOCUMENTS, { attached, force: random.chance(0.3) })
        batch.machine.disk.syncTakes = () => wait(random.below(SLOWEST_MS))
        batch.machine.start()
        const { broken, seen } = watch(batch)
        const report = await batch.sign()
        expect(broken, `EHBA_SEED=${seed + run}`).toEqual([])
        expect(report.batch).toMatchObject({ state: 'done', signed: DOCUMENTS, pinEntries: 2 })
        const outputs = [...batch.outputs()]
        expect(outputs).toHaveLength(DOCUMENTS)
        for (const [name, content] of outputs) expect(await batch.isValid(name, content)).toBe(true)
        expect(batch.made).toBe(DOCUMENTS)
        for (const what of seen) allSeen.add(what)
      }
      // Else nothing was slow, and nothing proved.
      expect([...allSeen].sort()).toEqual(['an output stood that was not noted yet', 'the card was ahead of the disk'])
    },
  )
})
