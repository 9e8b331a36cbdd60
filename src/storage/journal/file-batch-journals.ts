import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DecodeError } from '../../bytes/decode-error.js'
import { concat } from '../../bytes/concat.js'
import { HealthCardError } from '../../errors/health-card-error.js'
import type { BatchJournals, BatchSummary, JournalHead, OpenJournal } from '../../operations/batch-journal.js'
import { systemCode } from '../file-errors.js'
import { makePrivateFolder, writeWhole } from '../write-whole.js'
import { JournalFile } from './journal-file.js'
import { decodeJournal, encodeHead } from './journal-records.js'
import { lockHolder, takeLock, type ProcessLock } from './process-lock.js'
import { BYTES_PER_DOCUMENT, WrittenJournal } from './written-journal.js'

const SUFFIX = '.journal'
const DAY_MS = 86_400_000

/**
 * {@link BatchJournals} in the state folder: one file per batch, `batches/<id>.journal`, readable by its owner alone. File
 * names can be patient data, so journals of finished batches are removed after `retentionDays`.
 */
export function fileBatchJournals(stateFolder: string, retentionDays: number, clock: () => Date): BatchJournals {
  const folder = join(stateFolder, 'batches')
  const pathOf = (id: string): string => join(folder, `${id}${SUFFIX}`)

  const hold = async (id: string): Promise<ProcessLock> => {
    const lock = await takeLock(pathOf(id))
    if (lock) return lock
    const pid = await lockHolder(pathOf(id))
    throw new HealthCardError('HC_BATCH_RUNNING', `batch ${id} is running`, { batch: id, pid })
  }

  const openHeld = (id: string, lock: ProcessLock): OpenJournal => {
    const path = pathOf(id)
    const file = new JournalFile(path)
    return new WrittenJournal(file, async (untouched) => {
      if (untouched) await rm(path, { force: true })
      await lock.release()
    })
  }

  return {
    async create(head) {
      const lock = await hold(head.id)
      return usingLock(lock, async () => {
        await makePrivateFolder(folder)
        await writeWhole(pathOf(head.id), emptyJournal(head), { mode: 0o600, replace: false })
        return openHeld(head.id, lock)
      })
    },

    async open(id) {
      requireKnown(id, await ids(folder))
      const lock = await hold(id)
      return usingLock(lock, () => Promise.resolve(openHeld(id, lock)))
    },

    async list() {
      const summaries: BatchSummary[] = []
      for (const id of await ids(folder)) {
        const summary = await summarise(pathOf(id), id)
        if (summary.state === 'done' && (await isOlder(pathOf(id), retentionDays, clock()))) await rm(pathOf(id))
        else summaries.push(summary)
      }
      return summaries
    },

    holder: (id) => lockHolder(pathOf(id)),

    async discard(id) {
      requireKnown(id, await ids(folder))
      const lock = await hold(id)
      await rm(pathOf(id))
      await lock.release()
    },
  }
}

/** The head, and the room that the batch will need. */
function emptyJournal(head: JournalHead): Uint8Array {
  return concat(encodeHead(head), new Uint8Array(head.documents.length * BYTES_PER_DOCUMENT))
}

/** Lets the lock go where the work that it was taken for fails, and names what the disk refused. */
async function usingLock<T>(lock: ProcessLock, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    await lock.release()
    if (cause instanceof HealthCardError) throw cause
    if (cause instanceof DecodeError || systemCode(cause) !== undefined) {
      const reason = cause instanceof DecodeError ? 'damaged' : systemCode(cause)
      throw new HealthCardError('HC_JOURNAL_UNUSABLE', 'the journal of the batch cannot be used', { reason }, { cause })
    }
    throw cause
  }
}

/** The ids begin with the time, so their order is that of the batches. */
async function ids(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => name.endsWith(SUFFIX))
      .map((name) => name.slice(0, -SUFFIX.length))
      .sort()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    const reason = systemCode(error)
    throw new HealthCardError(
      'HC_JOURNAL_UNUSABLE',
      `${folder} cannot be read`,
      { reason, file: folder },
      { cause: error },
    )
  }
}

function requireKnown(id: string, known: readonly string[]): void {
  if (known.includes(id)) return
  throw new HealthCardError('HC_BATCH_UNKNOWN', `no batch ${id}`, { batch: id, known })
}

async function summarise(path: string, id: string): Promise<BatchSummary> {
  const running = (await lockHolder(path)) !== undefined
  try {
    const { head, entries, madeAndLost } = decodeJournal(await readFile(path))
    const count = (state: string): number => entries.filter((entry) => entry.state === state).length
    const [total, done] = [entries.length, count('done')]
    const state = running ? 'running' : done === total ? 'done' : 'incomplete'
    const { startedAt, card } = head
    return { id, startedAt, state, total, done, signed: count('signed'), madeAndLost, card }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { id, startedAt: '', state: 'damaged', total: 0, done: 0, signed: 0, madeAndLost: 0, card: null }
  }
}

async function isOlder(path: string, days: number, now: Date): Promise<boolean> {
  return now.getTime() - (await stat(path)).mtimeMs > days * DAY_MS
}
