import { createHash } from 'node:crypto'
import { access, constants, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { reading, unlessGone, writing } from './file-errors.js'
import { makePrivateFolder, writeWhole } from './write-whole.js'

/** An entry of a secrets file that a card refused: known by the file's identity and the entry's name, never by its value. */
export interface RefusedEntry {
  /** Fingerprint of the file: inode, size, times. */
  readonly file: string
  readonly iccsn: string
  /** `PIN.QES`, `PIN.QES.puk` */
  readonly secret: string
}

/** Memory of refused entries across processes. */
export interface RefusedEntryMemory {
  /**
   * Makes sure that a refusal could be remembered.
   *
   * @throws HealthCardError `HC_OUTPUT_UNUSABLE`
   */
  prepare(): Promise<void>
  isRefused(entry: RefusedEntry): Promise<boolean>
  /** Durable when it resolves. */
  refuse(entry: RefusedEntry): Promise<void>
}

/** Keeps each refused entry as a file of its own in the state folder, so that processes cannot overwrite each other's. */
export function fileRefusedEntries(stateFolder: string): RefusedEntryMemory {
  const folder = join(stateFolder, 'refused')
  return {
    prepare: () =>
      writing(folder, async () => {
        await makePrivateFolder(folder)
        await access(folder, constants.W_OK | constants.X_OK)
      }),
    isRefused: (entry) =>
      reading(folder, async () => (await unlessGone(() => stat(markFile(folder, entry)))) !== undefined),
    async refuse(entry) {
      const path = markFile(folder, entry)
      await writing(path, async () => {
        await makePrivateFolder(folder)
        await writeWhole(path, Buffer.from(`${JSON.stringify(entry)}\n`), { mode: 0o600, replace: true })
      })
    },
  }
}

function markFile(folder: string, { file, iccsn, secret }: RefusedEntry): string {
  const name = createHash('sha256').update([file, iccsn, secret].join('\n')).digest('hex')
  return join(folder, `${name}.json`)
}
