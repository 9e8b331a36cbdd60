import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { concat } from '../../bytes/concat.js'
import { HealthCardError } from '../../errors/health-card-error.js'
import type { BatchJournals, BatchSummary, JournalHead, OpenJournal } from '../../operations/batch-journal.js'
import { makePrivateFolder, syncFolder, writeWhole } from '../write-whole.js'
import { disk } from './journal-errors.js'
import { JournalFile } from './journal-file.js'
import { journalIds, journalPath, summarise, tidy } from './journal-folder.js'
import { encodeHead } from './journal-records.js'
import { lockHolder, takeLock, type ProcessLock } from './process-lock.js'
import { BYTES_PER_DOCUMENT, WrittenJournal } from './written-journal.js'

/**
 * {@link BatchJournals} in the state folder: one file per batch, `batches/<id>.journal`, readable by its owner alone. File
 * names can be patient data, so journals of finished batches are removed after `retentionDays`, whenever a batch is
 * started or the batches are listed.
 */
export function fileBatchJournals(stateFolder: string, retentionDays: number, clock: () => Date): BatchJournals {
  const folder = join(stateFolder, 'batches')
  const pathOf = (id: string): string => journalPath(folder, id)
  const ids = (): Promise<string[]> => disk(() => journalIds(folder))

  const hold = async (id: string): Promise<ProcessLock> => {
    const lock = await disk(() => takeLock(pathOf(id)))
    if (lock) return lock
    const pid = await lockHolder(pathOf(id))
    throw new HealthCardError('HC_BATCH_RUNNING', `batch ${id} is running`, { batch: id, pid })
  }

  const openHeld = (id: string, lock: ProcessLock, isNew: boolean): OpenJournal => {
    const path = pathOf(id)
    return openFile(path, async (untouched) => {
      try {
        // One that is taken up again stays: its batch is not done.
        if (isNew && untouched) await disk(() => rm(path, { force: true }))
      } finally {
        await lock.release()
      }
    })
  }

  return {
    async create(head) {
      await disk(async () => {
        await makePrivateFolder(folder)
        await syncFolder(stateFolder)
        await tidy(folder, retentionDays, clock())
      })
      const lock = await hold(head.id)
      return usingLock(lock, async () => {
        const options = { mode: 0o600, replace: false, tag: head.id }
        await writeWhole(pathOf(head.id), emptyJournal(head), options)
        return openHeld(head.id, lock, true)
      })
    },

    async open(id) {
      requireKnown(id, await ids())
      const lock = await hold(id)
      return usingLock(lock, async () => {
        // Who made it may have been killed before its name was durable; what is built on it now must not outlive it.
        await syncFolder(folder)
        await syncFolder(stateFolder)
        return openHeld(id, lock, false)
      })
    },

    list: () =>
      disk(async () => {
        await tidy(folder, retentionDays, clock())
        const summaries: BatchSummary[] = []
        for (const id of await ids()) {
          const summary = await summarise(pathOf(id), id)
          if (summary) summaries.push(summary)
        }
        return summaries.sort(byStart)
      }),

    holder: (id) => disk(() => lockHolder(pathOf(id))),

    async discard(id) {
      requireKnown(id, await ids())
      const lock = await hold(id)
      await usingLock(lock, () => rm(pathOf(id)))
      await lock.release()
    },
  }
}

/** Ids tell the second, and what stands in the journal tells batches of the same second apart. */
function byStart(one: BatchSummary, other: BatchSummary): number {
  const second = (id: string): string => id.split('-', 2).join('-')
  return compare(second(one.id), second(other.id)) || compare(one.startedAt, other.startedAt)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

/** The head, and the room that the batch will need. */
function emptyJournal(head: JournalHead): Uint8Array {
  return concat(encodeHead(head), new Uint8Array(head.documents.length * BYTES_PER_DOCUMENT))
}

function openFile(path: string, release: (untouched: boolean) => Promise<void>): OpenJournal {
  const file = new JournalFile(path)
  try {
    return new WrittenJournal(file, release)
  } catch (error) {
    file.close()
    throw error
  }
}

/** Lets the lock go where the work that it was taken for fails. */
async function usingLock<T>(lock: ProcessLock, work: () => Promise<T>): Promise<T> {
  try {
    return await disk(work)
  } catch (error) {
    await lock.release()
    throw error
  }
}

function requireKnown(id: string, known: readonly string[]): void {
  if (known.includes(id)) return
  throw new HealthCardError('HC_BATCH_UNKNOWN', `no batch ${id}`, { batch: id, known })
}
