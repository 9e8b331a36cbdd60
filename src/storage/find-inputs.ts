import { constants, lstatSync, statSync, type BigIntStats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { setImmediate as otherEvents } from 'node:timers/promises'
import { inputUnusable, reading } from './file-errors.js'
import { fileFingerprint, fileIdentity } from './file-fingerprint.js'
import { namesIn, refuseUnreadableName } from './file-names.js'
import { RegularFile } from './regular-file.js'

/** A file that may be signed, in the state in which it was found. */
export interface FoundFile {
  /** As the person named it, or below the folder that the person named. */
  readonly path: string
  readonly sizeBytes: number
  readonly identity: string
  readonly fingerprint: string
}

/**
 * Finds the files that a person named, in that order; those of a folder by name.
 *
 * @param options - `outputFolder` is left out of the search, so that signatures of an earlier run are not signed again
 * @throws HealthCardError `HC_INPUT_UNUSABLE` naming the first path that cannot be signed
 */
export async function findInputs(
  paths: readonly string[],
  options: { readonly recursive: boolean; readonly outputFolder: string },
): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  for (const path of paths) {
    const before = found.length
    await refuseUnreadableName(path)
    await find(path, options, found)
    if (found.length === before) throw inputUnusable(path, 'emptyFolder')
  }
  refuseDuplicates(found)
  return found
}

async function find(
  path: string,
  options: { readonly recursive: boolean; readonly outputFolder: string },
  found: FoundFile[],
): Promise<void> {
  // Ctrl-C must be heard, however many files there are.
  await otherEvents()
  const stats = await reading(path, () => lstatSync(path, { bigint: true }))
  if (stats.isDirectory()) {
    if (!options.recursive) throw inputUnusable(path, 'folder')
    if (resolve(path) === resolve(options.outputFolder)) return
    for (const name of await namesIn(path)) await find(join(path, name), options, found)
    return
  }
  if (!stats.isFile()) throw inputUnusable(path, 'notRegular')
  // Opening is the only proof that a file can be read; the permission bits are not the whole story.
  await reading(path, () => {
    new RegularFile(path, constants.O_NOFOLLOW)[Symbol.dispose]()
  })
  found.push(foundFile(path, stats))
}

/** A file as it is now. */
export function foundFile(path: string, stats: BigIntStats): FoundFile {
  return { path, sizeBytes: Number(stats.size), identity: fileIdentity(stats), fingerprint: fileFingerprint(stats) }
}

/** The same name in the same folder, whatever links lead to that folder. */
function refuseDuplicates(found: readonly FoundFile[]): void {
  const seen = new Set<string>()
  const folders = new Map<string, string>()
  for (const { path } of found) {
    const folder = dirname(resolve(path))
    const identity = folders.get(folder) ?? fileIdentity(statSync(folder, { bigint: true }))
    folders.set(folder, identity)
    const place = `${identity}/${basename(path)}`
    if (seen.has(place)) throw inputUnusable(path, 'duplicate')
    seen.add(place)
  }
}
