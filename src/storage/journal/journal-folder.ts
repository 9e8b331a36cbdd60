import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DecodeError } from '../../bytes/decode-error.js'
import type { BatchSummary } from '../../operations/batch-journal.js'
import { systemCode, unlessGone } from '../file-errors.js'
import { temporaryTag } from '../write-whole.js'
import { decodeJournal, NewerJournal } from './journal-records.js'
import { lockHolder } from './process-lock.js'

const SUFFIX = '.journal'
const DAY_MS = 86_400_000

/** Where the journal of a batch lies. */
export function journalPath(folder: string, id: string): string {
  return join(folder, `${id}${SUFFIX}`)
}

/** The batches that have a journal. Their ids begin with the time, so this is the order in which they were started. */
export async function journalIds(folder: string): Promise<string[]> {
  const names = await namesIn(folder)
  return names.flatMap((name) => idOf(name) ?? []).sort()
}

/** What a journal says; undefined where it has been removed meanwhile. */
export async function summarise(path: string, id: string): Promise<BatchSummary | undefined> {
  const running = (await lockHolder(path)) !== undefined
  try {
    const { head, entries, madeAndLost } = decodeJournal(await readFile(path))
    const count = (state: string): number => entries.filter((entry) => entry.state === state).length
    const [total, done] = [entries.length, count('done')]
    const state = running ? 'running' : done === total ? 'done' : 'incomplete'
    const { startedAt, card } = head
    return { id, startedAt, state, total, done, signed: count('signed'), madeAndLost, card }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    const state = error instanceof NewerJournal ? 'newer' : 'damaged'
    if (state === 'damaged' && !(error instanceof DecodeError) && systemCode(error) === undefined) throw error
    return {
      id,
      startedAt: '',
      state: running ? 'running' : state,
      total: 0,
      done: 0,
      signed: 0,
      madeAndLost: 0,
      card: null,
    }
  }
}

/**
 * Removes what nobody needs any more: journals that are done longer than the retention time, and what processes left that
 * were killed while they made a journal.
 */
export async function tidy(folder: string, retentionDays: number, now: Date): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    const id = idOf(name)
    const superfluous =
      id === undefined
        ? await isLeftOver(folder, name)
        : (await isOlder(path, retentionDays, now)) && (await summarise(path, id))?.state === 'done'
    if (superfluous) await rm(path, { force: true })
  }
}

function idOf(name: string): string | undefined {
  return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : undefined
}

/** The half of a journal, whose maker is gone. */
async function isLeftOver(folder: string, name: string): Promise<boolean> {
  const id = temporaryTag(name)
  return id !== undefined && (await lockHolder(journalPath(folder, id))) === undefined
}

async function isOlder(path: string, days: number, now: Date): Promise<boolean> {
  const stats = await unlessGone(() => stat(path))
  return stats !== undefined && now.getTime() - stats.mtimeMs > days * DAY_MS
}

async function namesIn(folder: string): Promise<string[]> {
  return (await unlessGone(() => readdir(folder))) ?? []
}
