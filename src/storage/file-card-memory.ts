import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CardMemory, RememberedSecret } from '../operations/workplace.js'
import { inputUnusable, reading, unlessGone, writing } from './file-errors.js'
import { makePrivateFolder, writeWhole } from './write-whole.js'

type CardNotes = Record<string, RememberedSecret>

/**
 * {@link CardMemory} in the state folder: one small JSON file per card, `cards/<ICCSN>.json`, readable by its owner alone.
 * A card serves one process at a time, so its file has one writer.
 */
export function fileCardMemory(stateFolder: string): CardMemory {
  const folder = join(stateFolder, 'cards')
  return {
    async recall(iccsn, secret) {
      return (await readNotes(noteFile(folder, iccsn)))[secret] ?? {}
    },
    async remember(iccsn, secret, facts) {
      const path = noteFile(folder, iccsn)
      const notes = await readNotes(path)
      const { [secret]: before, ...others } = notes
      const forgets = Object.keys(facts).length === 0
      if (forgets && before === undefined) return
      const after: CardNotes = forgets ? others : { ...others, [secret]: facts }
      await writing(path, async () => {
        await makePrivateFolder(folder)
        const text = `${JSON.stringify({ schemaVersion: 1, secrets: after })}\n`
        await writeWhole(path, Buffer.from(text), { mode: 0o600, replace: true })
      })
    },
  }
}

/** The ICCSN comes from a card, which may say anything; only hex digits become part of a path. */
function noteFile(folder: string, iccsn: string): string {
  return join(folder, `${iccsn.replace(/[^0-9A-Fa-f]/g, '_')}.json`)
}

async function readNotes(path: string): Promise<CardNotes> {
  const text = await reading(path, () => unlessGone(() => readFile(path, 'utf8')))
  return text === undefined ? {} : parseNotes(path, text)
}

function parseNotes(path: string, text: string): CardNotes {
  const notes: CardNotes = {}
  for (const [secret, facts] of Object.entries(secretsIn(path, text))) {
    if (!isRememberedSecret(facts)) throw inputUnusable(path, 'damaged')
    notes[secret] = facts
  }
  return notes
}

/** A count that is not understood must not be left out: the last try would go unguarded. */
function isRememberedSecret(facts: unknown): facts is RememberedSecret {
  if (!isRecord(facts)) return false
  const { triesLeft = 0, changeInterrupted = false } = facts
  return Number.isInteger(triesLeft) && Number(triesLeft) >= 0 && typeof changeInterrupted === 'boolean'
}

function secretsIn(path: string, text: string): Readonly<Record<string, unknown>> {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw inputUnusable(path, 'damaged', cause)
  }
  if (isRecord(content) && content['schemaVersion'] === 1 && isRecord(content['secrets'])) return content['secrets']
  throw inputUnusable(path, 'damaged')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
