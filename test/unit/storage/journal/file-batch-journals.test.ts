import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BatchJournals, JournalHead, OpenJournal } from '../../../../src/operations/batch-journal.js'
import { fileBatchJournals } from '../../../../src/storage/journal/file-batch-journals.js'
import { takeLock } from '../../../../src/storage/journal/process-lock.js'
import { journalHead } from '../../../support/journal-head.js'

let state: string
let journals: BatchJournals
const head = journalHead(2)
const folder = (): string => join(state, 'batches')
const pathOf = (id: string): string => join(folder(), `${id}.journal`)
const mode = (path: string): number => statSync(path).mode & 0o777
const states = async (): Promise<(readonly [string, string])[]> =>
  (await journals.list()).map(({ id, state: is }) => [id, is] as const)

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ehba-state-'))
  journals = fileBatchJournals(state, 7, () => new Date())
})

afterEach(() => {
  rmSync(state, { recursive: true })
})

async function close(journal: OpenJournal): Promise<void> {
  await journal[Symbol.asyncDispose]()
}

/** A batch in which that many documents have their output; the next one is on its way to the card. */
async function batch(changes: Partial<JournalHead> = {}, outputs = 0): Promise<string> {
  const { id } = { ...head, ...changes }
  const journal = await journals.create({ ...head, ...changes })
  for (let i = 0; i < 2; i++) {
    await journal.intend([{ index: i, toBeSigned: Uint8Array.of(i) }])
    journal.sent(i)
    if (i >= outputs) break
    journal.signed(i, Uint8Array.of(i))
    journal.done(i)
  }
  await close(journal)
  return id
}

/** Makes a journal's last change lie that many days back. */
function age(id: string, days: number): void {
  const then = new Date(Date.now() - days * 86_400_000)
  utimesSync(pathOf(id), then, then)
}

describe('journals in the state folder', () => {
  it('can be read by their owner alone', async () => {
    state = join(state, 'made', 'by', 'it')
    journals = fileBatchJournals(state, 7, () => new Date())
    const id = await batch()
    expect(mode(pathOf(id))).toBe(0o600)
    for (const path of [folder(), state, join(state, '..')]) expect(mode(path)).toBe(0o700)
    state = join(state, '../../..')
  })

  it('hold no word of a document and nothing of a PIN, but its names and hashes', async () => {
    const text = readFileSync(pathOf(await batch()), 'utf8')
    expect(text).toContain(JSON.stringify(head.documents[0]?.input).slice(1, -1))
    expect(Object.keys(JSON.parse(text.slice(17, text.indexOf('\n'))) as object).sort()).toEqual([
      'attached',
      'card',
      'certificate',
      'chain',
      'documents',
      'force',
      'format',
      'id',
      'key',
      'mechanism',
      'startedAt',
      'version',
    ])
  })

  it('remember across processes how far each document came', async () => {
    const journal = await journals.open(await batch({}, 1))
    expect(journal.entries).toEqual([{ state: 'done' }, { state: 'pending' }])
    expect(journal.madeAndLost).toBe(1)
    await close(journal)
  })

  it('leave nothing behind when nothing went to the card', async () => {
    const journal = await journals.create(head)
    await journal.intend([{ index: 0, toBeSigned: Uint8Array.of(1) }])
    await close(journal)
    expect(readdirSync(folder())).toEqual([])
  })

  it('that are taken up again stay, even if nothing goes to the card this time either', async () => {
    const { id } = head
    const journal = await journals.create(head)
    // The process was killed: its file is there, its lock is gone.
    const bytes = readFileSync(pathOf(id))
    await close(journal)
    writeFileSync(pathOf(id), bytes)
    await close(await journals.open(id))
    expect(await states()).toEqual([[id, 'incomplete']])
  })

  it('are listed oldest first, with what is done and what waits', async () => {
    await batch({ id: '20261122-000000-000000' }, 2)
    await batch({ id: '20261121-000000-000000' }, 1)
    expect(await journals.list()).toMatchObject([
      {
        id: '20261121-000000-000000',
        state: 'incomplete',
        total: 2,
        done: 1,
        signed: 0,
        madeAndLost: 1,
        card: head.card,
      },
      { id: '20261122-000000-000000', state: 'done', total: 2, done: 2, signed: 0, madeAndLost: 0 },
    ])
  })

  it('are listed oldest first also where they were started in the same second', async () => {
    const later = await batch({ id: '20261121-213009-000000', startedAt: '2026-11-21T21:30:09.500Z' })
    const earlier = await batch({ id: '20261121-213009-ffffff', startedAt: '2026-11-21T21:30:09.100Z' })
    const before = await batch({ id: '20261121-213008-aaaaaa', startedAt: '2026-11-21T21:30:08.900Z' })
    expect((await journals.list()).map(({ id }) => id)).toEqual([before, earlier, later])
  })

  it('are none where there never was a batch', async () => {
    expect(await journals.list()).toEqual([])
    await expect(journals.open('x')).rejects.toMatchObject({ code: 'HC_BATCH_UNKNOWN', facts: { exit: 2 } })
    await expect(journals.discard('x')).rejects.toMatchObject({ code: 'HC_BATCH_UNKNOWN' })
  })

  it('are held by one process: nobody else opens, makes or discards them meanwhile', async () => {
    const journal = await journals.create(head)
    const running = { code: 'HC_BATCH_RUNNING', facts: { exit: 50 }, data: { batch: head.id, pid: process.pid } }
    await expect(journals.open(head.id)).rejects.toMatchObject(running)
    await expect(journals.discard(head.id)).rejects.toMatchObject(running)
    await expect(journals.create(head)).rejects.toMatchObject(running)
    expect(await states()).toEqual([[head.id, 'running']])
    expect(await journals.holder(head.id)).toBe(process.pid)
    await close(journal)
    expect(await journals.holder(head.id)).toBeUndefined()
  })

  it('are not written over by another batch of the same id', async () => {
    const id = await batch({}, 1)
    await expect(journals.create(head)).rejects.toMatchObject({
      code: 'HC_JOURNAL_UNUSABLE',
      data: { reason: 'EEXIST' },
    })
    expect(await states()).toEqual([[id, 'incomplete']])
  })

  it.each([
    ['a damaged head', (bytes: Uint8Array) => bytes.map((byte, i) => (i === 20 ? byte ^ 1 : byte))],
    ['nothing in it', () => new Uint8Array(0)],
    ['another content', () => Buffer.from('not ours\n')],
  ])('with %s are listed as damaged, cannot be opened, and can be discarded', async (_, damage) => {
    const id = await batch({}, 1)
    writeFileSync(pathOf(id), damage(readFileSync(pathOf(id))))
    expect(await states()).toEqual([[id, 'damaged']])
    await expect(journals.open(id)).rejects.toMatchObject({ code: 'HC_JOURNAL_UNUSABLE', data: { reason: 'damaged' } })
    await journals.discard(id)
    expect(await states()).toEqual([])
  })

  it('that cannot be read are damaged, and hide no other', async () => {
    const id = await batch({}, 1)
    mkdirSync(pathOf('0'))
    expect(await states()).toEqual([
      ['0', 'damaged'],
      [id, 'incomplete'],
    ])
    await expect(journals.open('0')).rejects.toMatchObject({ code: 'HC_JOURNAL_UNUSABLE' })
    await expect(journals.discard('0')).rejects.toMatchObject({ code: 'HC_JOURNAL_UNUSABLE' })
    expect(await journals.holder('0')).toBeUndefined()
  })

  it('in a folder that cannot be used are named with the reason', async () => {
    writeFileSync(folder(), '')
    const unusable = { code: 'HC_JOURNAL_UNUSABLE', facts: { exit: 3 } }
    await expect(journals.create(head)).rejects.toMatchObject(unusable)
    await expect(journals.list()).rejects.toMatchObject(unusable)
  })
})

describe('journals of finished batches', () => {
  it.each(['list', 'create'] as const)(
    'are removed after the retention time by %s, those of others never',
    async (by) => {
      const old = await batch({ id: '1' }, 2)
      const young = await batch({ id: '2' }, 2)
      const open = await batch({ id: '3' }, 1)
      age(old, 8)
      age(young, 6)
      age(open, 800)
      if (by === 'list') await journals.list()
      else await close(await journals.create(head))
      expect(readdirSync(folder()).sort()).toEqual([`${young}.journal`, `${open}.journal`])
    },
  )

  it('are removed at once where the retention time is none', async () => {
    age(await batch({}, 2), 0.001)
    expect(await fileBatchJournals(state, 0, () => new Date()).list()).toEqual([])
  })
})

describe('the half of a journal', () => {
  const half = '.ehba-20261121-213009-5fc3a1-01234567-89ab-cdef-0123-456789abcdef.tmp'

  it.each(['list', 'create'] as const)('that a killed process left is removed by %s', async (by) => {
    await batch({ id: '1' }, 1)
    writeFileSync(join(folder(), half), 'patient names')
    if (by === 'list') await journals.list()
    else await close(await journals.create({ ...head, id: '2' }))
    expect(readdirSync(folder())).toEqual(['1.journal'])
  })

  it('that a living process is just making is left alone', async () => {
    await batch({ id: '1' }, 1)
    writeFileSync(join(folder(), half), '')
    const lock = await takeLock(pathOf('20261121-213009-5fc3a1'))
    await journals.list()
    expect(readdirSync(folder())).toContain(half)
    await lock?.release()
  })
})
