import { randomUUID } from 'node:crypto'
import { link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { systemCode } from './file-errors.js'

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
 * @throws the file system's error; `EEXIST` where the file is there and must not be replaced.
 */
export async function writeWhole(
  path: string,
  content: Uint8Array,
  { mode, replace, tag = 'file' }: WriteOptions,
): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `${temporaryPrefix(tag)}${randomUUID()}.tmp`)
  try {
    await writeDurably(temporary, content, mode)
    await (replace ? rename(temporary, path) : moveWithoutReplacing(temporary, path))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** Creates a folder and its parents for their owner alone, durably; folders that are there stay as they are. */
export async function makePrivateFolder(path: string): Promise<void> {
  await makeFolder(path, 0o700)
}

/** Creates a folder and its parents, durably; folders that are there stay as they are. */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode })
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
    await using handle = await open(folder, 'r')
    await handle.sync()
  } catch (error) {
    // A folder that may be written and not read (a drop box); network file systems that know no sync of folders.
    if (!['EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(systemCode(error) ?? '')) throw error
  }
}

async function writeDurably(path: string, content: Uint8Array, mode: number): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(content)
  await file.chmod(mode)
  await file.sync()
}

/** A hard link fails where the name is taken, in one step; rename would replace without a word. */
async function moveWithoutReplacing(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error
    // File systems without hard links (FAT, some network drives): take the name with an empty file, then replace that.
    await (await open(path, 'wx', 0o600)).close()
    await rename(temporary, path)
    return
  }
  await rm(temporary)
}
