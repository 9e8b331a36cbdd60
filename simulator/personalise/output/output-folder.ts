import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SimulatorError } from '../../card/simulator-error.js'
import { lockState, type StateLock } from '../../card/state/state-lock.js'
import { placeState } from '../../card/state/state-place.js'
import { PersonaliseError } from '../personalise-error.js'

/** A file to be written, by its path below the folder. */
export interface OutputFile {
  readonly path: string
  readonly text: string
}

/** The file whose being there makes the folder a card: written last, removed first. */
const IMAGE = 'card.xml'

/**
 * Writes a card's folder so that it is there whole or not at all: files of mode 0600 in a folder of mode 0700, each
 * flushed to disk before it gets its name.
 *
 * With `force` a card that is there is replaced and its state goes with it; other files in the folder stay. A power cut
 * in between leaves a folder without image, never an image with the secrets of another card.
 *
 * @returns the absolute path of the folder
 * @throws PersonaliseError `outputExists` if something is there and `force` is not set, `cardInUse` if that is a card in
 * use, `outputUnusable` if the folder cannot be written
 */
export async function writeOutputFolder(path: string, files: readonly OutputFile[], force: boolean): Promise<string> {
  const folder = resolve(path)
  try {
    const exists = await isThere(folder)
    if (exists && !force) throw new PersonaliseError('outputExists', path, `${path} exists`)
    await (exists ? replaceCard(folder, files) : createFolder(folder, files))
    return folder
  } catch (error) {
    if (error instanceof PersonaliseError) throw error
    throw new PersonaliseError('outputUnusable', path, `${path} cannot be written`, { cause: error })
  }
}

async function createFolder(folder: string, files: readonly OutputFile[]): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  await withStaging(`${folder}.new-`, files, async (staging) => {
    await rename(staging, folder)
    await syncFolder(dirname(folder))
  })
}

async function replaceCard(folder: string, files: readonly OutputFile[]): Promise<void> {
  const lock = await lockCard(folder)
  try {
    await withStaging(join(folder, '.new-'), files, (staging) => moveInto(folder, staging))
  } finally {
    await lock?.release()
  }
}

/** Keeps others off the card that is there, under the lock that its users take; nothing to lock where there is none. */
async function lockCard(folder: string): Promise<StateLock | undefined> {
  const imagePath = join(folder, IMAGE)
  if (!(await isThere(imagePath))) return undefined
  try {
    return await lockState(placeState({ imagePath, imageDigest: '' }))
  } catch (error) {
    if (!(error instanceof SimulatorError && error.code === 'inUse')) throw error
    throw new PersonaliseError('cardInUse', folder, `the card in ${folder} is in use`, { cause: error })
  }
}

async function moveInto(folder: string, staging: string): Promise<void> {
  await chmod(folder, 0o700)
  // The state belongs to the old image; nothing could open it any more.
  const stale = (await readdir(folder)).filter((name) => name === IMAGE || name.startsWith(`${IMAGE}.state`))
  for (const name of stale) await rm(join(folder, name), { recursive: true })
  await syncFolder(folder)
  const fresh = (await readdir(staging)).sort((a, b) => Number(a === IMAGE) - Number(b === IMAGE))
  for (const name of fresh) {
    await rm(join(folder, name), { recursive: true, force: true })
    await rename(join(staging, name), join(folder, name))
    await syncFolder(folder)
  }
}

async function withStaging(
  prefix: string,
  files: readonly OutputFile[],
  use: (staging: string) => Promise<void>,
): Promise<void> {
  const staging = await mkdtemp(prefix)
  try {
    for (const file of files) await writeFlushed(join(staging, file.path), file.text)
    const folders = new Set([staging, ...files.map((file) => dirname(join(staging, file.path)))])
    for (const folder of folders) await syncFolder(folder)
    await use(staging)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function writeFlushed(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text, 'utf8')
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
