import { accessSync, constants, lstatSync, statSync, type BigIntStats } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { checkSpace, type RoomNeeded } from './check-space.js'
import { outputExists, outputUnusable, writing } from './file-errors.js'
import { fileIdentity } from './file-fingerprint.js'
import type { FoundFile } from './find-inputs.js'

/** What is to be written, and what may go for it. */
export interface OutputWishes {
  readonly force: boolean
  /** The outputs hold their documents, so they need as much room. */
  readonly attached?: boolean
}

/**
 * Checks before anything is signed that every output can be written. Creates nothing.
 *
 * @param inputs - the documents of the outputs, in the same order; none where only the places are to be checked
 * @throws HealthCardError `HC_OUTPUT_EXISTS`, `HC_OUTPUT_UNUSABLE`, naming the file
 */
export async function checkOutputs(
  outputs: readonly string[],
  inputs: readonly FoundFile[],
  { force, attached = false }: OutputWishes,
): Promise<void> {
  const documents = new Set(inputs.map(({ identity }) => identity))
  const folders = new Map<string, OutputFolder>()
  for (const [i, output] of outputs.entries()) {
    const there = await ifThere(output, lstatSync)
    // Even --force must not replace a document by a signature, whatever links lead to it.
    if (there && documents.has(fileIdentity(there))) throw outputUnusable(output, 'isInput')
    if (there?.isDirectory()) throw outputUnusable(output, 'isFolder')
    if (there && !force) throw outputExists(output)
    const path = dirname(resolve(output))
    const folder = folders.get(path) ?? (await lookAt(path))
    folders.set(path, folder)
    await refuseLongNames(output, folder.standing)
    if (!there) {
      folder.newFiles++
      if (attached) folder.contentBytes += inputs[i]?.sizeBytes ?? 0
    }
  }
  refuseFilesAsFolders(outputs, [...folders.keys()])
  for (const needed of byFileSystem([...folders.values()])) checkSpace(needed)
}

/** A folder that outputs go to. */
interface OutputFolder {
  /** The folder, or the nearest above it that is there. */
  readonly standing: string
  readonly device: bigint
  newFiles: number
  contentBytes: number
}

/** The folder, or the nearest parent that is there, must take new files. */
async function lookAt(folder: string): Promise<OutputFolder> {
  // A link that leads nowhere is there all the same, and no folder can be made in its place.
  const there = (await ifThere(folder, statSync)) ?? (await ifThere(folder, lstatSync))
  if (!there) return lookAt(dirname(folder))
  if (!there.isDirectory()) throw outputUnusable(folder, 'notFolder')
  await writing(folder, () => {
    accessSync(folder, constants.W_OK | constants.X_OK)
  })
  return { standing: folder, device: there.dev, newFiles: 0, contentBytes: 0 }
}

/** In a folder that is not there yet every name seems possible: each is tried where the first of them will stand. */
async function refuseLongNames(output: string, standing: string): Promise<void> {
  const missing = relative(standing, resolve(output)).split(sep)
  if (missing.length === 1) return
  for (const name of missing) await writing(output, () => lstatSync(join(standing, name), { throwIfNoEntry: false }))
}

/** `a` becomes `a.p7s`; where documents of equal names lie in a folder `a.p7s`, their signatures need that name too. */
function refuseFilesAsFolders(outputs: readonly string[], folders: readonly string[]): void {
  const files = new Set(outputs.map((output) => resolve(output)))
  for (const folder of folders) {
    for (let above = folder; above !== dirname(above); above = dirname(above)) {
      if (files.has(above)) throw outputUnusable(above, 'isFolder')
    }
  }
}

function byFileSystem(folders: readonly OutputFolder[]): RoomNeeded[] {
  const needed = new Map<bigint, RoomNeeded>()
  for (const { standing, device, newFiles, contentBytes } of folders) {
    const before = needed.get(device)
    needed.set(device, {
      folder: standing,
      files: (before?.files ?? 0) + newFiles,
      contentBytes: (before?.contentBytes ?? 0) + contentBytes,
    })
  }
  return [...needed.values()]
}

async function ifThere(path: string, look: typeof lstatSync): Promise<BigIntStats | undefined> {
  return await writing(path, () => look(path, { bigint: true, throwIfNoEntry: false }))
}
