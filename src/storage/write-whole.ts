import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fchmodSync,
  fsync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setImmediate as otherEvents } from 'node:timers/promises'
import { promisify } from 'node:util'
import { systemCode } from './file-errors.js'

/** The one step that waits for the disk; all others change what the system holds in memory. */
const synchronise = promisify(fsync)

const PIECE_BYTES = 1024 * 1024

/** How a file comes into being. */
export interface WriteOptions {
  /** Permissions of the finished file. While it is written nobody but its owner can read it. */
  readonly mode: number
  /** Whether a file of that name may be replaced. */
  readonly replace: boolean
  /** Whose file this is: goes into the temporary name, so that what a killed process left can be told apart. */
  readonly tag?: string
}

/** How the temporary files with that tag begin. */
export function temporaryPrefix(tag: string): string {
  return `.ehba-${tag}-`
}

/** The tag of a temporary file; undefined for any other name. */
export function temporaryTag(name: string): string | undefined {
  return /^\.ehba-(.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.exec(name)?.[1]
}

/**
 * Writes a file whole or not at all, and durably: under a temporary name in the same folder, fsync, then into place, fsync
 * of the folder. Whatever fails, no temporary file stays behind.
 *
 * @param sync - makes the names in a folder durable; may serve several files at once
 * @throws the file system's error; `EEXIST` where the file is there and must not be replaced.
 */
export async function writeWhole(
  path: string,
  content: Uint8Array,
  { mode, replace, tag = 'file' }: WriteOptions,
  sync: (folder: string) => Promise<void> = syncFolder,
): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `${temporaryPrefix(tag)}${randomUUID()}.tmp`)
  try {
    await writeDurably(temporary, content, mode)
    if (replace) renameSync(temporary, path)
    else moveWithoutReplacing(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  await sync(folder)
}

/** Creates a folder and its parents for their owner alone, durably; folders that are there stay as they are. */
export async function makePrivateFolder(path: string): Promise<void> {
  await makeFolder(path, 0o700)
}

/** Creates a folder and its parents, durably; folders that are there stay as they are. */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const first = mkdirSync(path, { recursive: true, mode })
  if (first === undefined) return
  const highest = resolve(first)
  // A folder's name lies in its parent: until that is durable, a power cut takes the new folder with all that is in it.
  for (let folder = resolve(path); folder.length >= highest.length; folder = dirname(folder)) {
    await syncFolder(dirname(folder))
  }
}

/** Makes the names in a folder durable, where the system lets a program do that. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; its file systems write names through.
  if (process.platform === 'win32') return
  try {
    await syncOpened(openSync(folder, 'r'))
  } catch (error) {
    // A folder that may be written and not read (a drop box); network file systems that know no sync of folders.
    if (!['EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(systemCode(error) ?? '')) throw error
  }
}

async function syncOpened(descriptor: number): Promise<void> {
  try {
    await synchronise(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

async function writeDurably(path: string, content: Uint8Array, mode: number): Promise<void> {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    await writePieces(descriptor, content)
    fchmodSync(descriptor, mode)
    await synchronise(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Between pieces the card may answer, and be sent its next command. */
async function writePieces(descriptor: number, content: Uint8Array): Promise<void> {
  for (let written = 0; written < content.length;) {
    if (written > 0) await otherEvents()
    written += writeSync(descriptor, content, written, Math.min(PIECE_BYTES, content.length - written))
  }
}

/** A hard link fails where the name is taken, in one step; rename would replace without a word. */
function moveWithoutReplacing(temporary: string, path: string): void {
  try {
    linkSync(temporary, path)
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error
    // File systems without hard links (FAT, some network drives): take the name with an empty file, then replace that.
    closeSync(openSync(path, 'wx', 0o600))
    renameSync(temporary, path)
    return
  }
  unlinkSync(temporary)
}
