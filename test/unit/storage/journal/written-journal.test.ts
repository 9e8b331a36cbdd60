import { describe, expect, it } from 'vitest'
import { concat } from '../../../../src/bytes/concat.js'
import { decodeJournal, encodeHead } from '../../../../src/storage/journal/journal-records.js'
import { BYTES_PER_DOCUMENT, WrittenJournal } from '../../../../src/storage/journal/written-journal.js'
import { journalHead } from '../../../support/journal-head.js'
import { MemoryMedium } from '../../../support/memory-journals.js'

const noRelease = (): Promise<void> => Promise.resolve()
const head = journalHead(4)
const fresh = (): MemoryMedium => new MemoryMedium(encodeHead(head))
const signature = new Uint8Array(64)
const intent = (index: number) => ({ index, toBeSigned: Uint8Array.of(index) })

function fullDisk(): Error {
  return Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' })
}

describe('a written journal', () => {
  it('has its room before anything happens', () => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    expect(medium.bytes.length).toBeGreaterThan(encodeHead(head).length + 4 * BYTES_PER_DOCUMENT)
    expect(journal.entries).toEqual(Array(4).fill({ state: 'pending' }))
  })

  it('never grows while a batch is signed: its room is enough for the longest signature', async () => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    const room = medium.bytes.length
    for (const index of [0, 1, 2, 3]) {
      await journal.intend([{ index, toBeSigned: new Uint8Array(400) }])
      journal.sent(index)
      journal.signed(index, new Uint8Array(512))
      journal.done(index)
    }
    expect(medium.bytes.length).toBe(room)
  })

  it('makes more room with the intents, not with the signature, where a card forgets its PIN again and again', async () => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    const intents = [0, 1, 2, 3].map((index) => ({ index, toBeSigned: new Uint8Array(400) }))
    for (let i = 0; i < 40; i++) {
      await journal.intend(intents)
      journal.sent(0)
      journal.refused(0)
    }
    await journal.intend(intents)
    const room = medium.bytes.length
    for (const { index } of intents) {
      journal.sent(index)
      journal.signed(index, new Uint8Array(512))
      journal.done(index)
    }
    expect(medium.bytes.length).toBe(room)
    expect(decodeJournal(medium.bytes).entries).toEqual(Array(4).fill({ state: 'done' }))
  })

  it('makes intents durable before it says so', async () => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    await journal.intend([intent(0), intent(1)])
    expect(medium.syncs).toBe(1)
  })

  it('lets calls that come together share one sync, and never one that began before their record', async () => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    journal.signed(0, signature)
    await Promise.all([journal.flush(), journal.flush(), journal.flush()])
    expect(medium.syncs).toBe(1)
    journal.signed(1, signature)
    const running = journal.flush()
    await Promise.resolve()
    journal.signed(2, signature)
    await Promise.all([running, journal.flush()])
    expect(medium.syncs).toBe(3)
  })

  it('syncs for no record that may be lost, until it is closed', async () => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    journal.signed(0, signature)
    await journal.flush()
    journal.done(0)
    journal.sent(1)
    journal.refused(1)
    await journal.flush()
    expect(medium.syncs).toBe(1)
    await journal[Symbol.asyncDispose]()
    expect(medium.syncs).toBe(2)
  })

  it('makes durable what an earlier process wrote, before anything is built on it', async () => {
    const medium = fresh()
    new WrittenJournal(medium, noRelease).signed(0, signature)
    const journal = new WrittenJournal(medium, noRelease)
    await journal.flush()
    expect(medium.syncs).toBe(1)
  })

  it('is never durable again after a sync that failed: the system forgets what it could not write', async () => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    journal.signed(0, signature)
    medium.refuse = (step) => {
      if (step === 'sync') throw fullDisk()
    }
    await expect(journal.flush()).rejects.toMatchObject({ code: 'HC_JOURNAL_UNUSABLE' })
    medium.refuse = undefined
    await expect(journal.flush()).rejects.toMatchObject({ code: 'HC_JOURNAL_UNUSABLE' })
  })

  it('goes on behind what a power cut left, on a line of its own', async () => {
    const torn = concat(encodeHead(head), Buffer.from('0123456789abcdef {"t":"do'))
    const medium = new MemoryMedium(torn)
    const journal = new WrittenJournal(medium, noRelease)
    journal.done(2)
    await journal[Symbol.asyncDispose]()
    expect(decodeJournal(medium.bytes).entries[2]).toEqual({ state: 'done' })
  })

  it('tells when it is closed whether anything went to the card', async () => {
    const told: boolean[] = []
    const release = (untouched: boolean): Promise<void> => Promise.resolve(void told.push(untouched))
    const untouched = new WrittenJournal(fresh(), release)
    await untouched.intend([intent(0)])
    await untouched[Symbol.asyncDispose]()
    const touched = new WrittenJournal(fresh(), release)
    touched.sent(0)
    await touched[Symbol.asyncDispose]()
    expect(told).toEqual([true, false])
  })

  it.each(['write', 'sync'] as const)('names a refused %s HC_JOURNAL_UNUSABLE, with the reason', async (refused) => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    medium.refuse = (step) => {
      if (step === refused) throw fullDisk()
    }
    await expect(journal.intend([intent(0)])).rejects.toMatchObject({
      code: 'HC_JOURNAL_UNUSABLE',
      facts: { exit: 3 },
      data: { reason: 'ENOSPC' },
    })
  })

  it('never trusts the disk again after a sync has failed', async () => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    medium.refuse = (step) => {
      if (step === 'sync') throw fullDisk()
    }
    await expect(journal.flush()).rejects.toMatchObject({ code: 'HC_JOURNAL_UNUSABLE' })
    medium.refuse = undefined
    await expect(journal.flush()).rejects.toMatchObject({ code: 'HC_JOURNAL_UNUSABLE' })
  })

  it('writes the next record in the place of one that was refused', async () => {
    const medium = fresh()
    const journal = new WrittenJournal(medium, noRelease)
    medium.refuse = () => {
      throw fullDisk()
    }
    expect(() => {
      journal.sent(0)
    }).toThrow('cannot be used')
    medium.refuse = undefined
    journal.done(1)
    await journal[Symbol.asyncDispose]()
    expect(decodeJournal(medium.bytes).entries[1]).toEqual({ state: 'done' })
  })
})
