import { accessSync, constants, lstatSync, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { outputExists, outputUnusable, writing } from './file-errors.js'

/**
 * Checks before anything is signed that every output can be written. Creates nothing.
 *
 * @throws HealthCardError `HC_OUTPUT_EXISTS`, `HC_OUTPUT_UNUSABLE`, naming the file
 */
export async function checkOutputs(
  outputs: readonly string[],
  inputs: readonly string[],
  { force }: { readonly force: boolean },
): Promise<void> {
  const inputPaths = new Set(inputs.map((input) => resolve(input)))
  for (const output of outputs) {
    // Even --force must not replace a document by a signature.
    if (inputPaths.has(resolve(output))) throw outputUnusable(output, 'isInput')
    await checkFile(output, force)
  }
  for (const folder of new Set(outputs.map((output) => dirname(resolve(output))))) await checkFolder(folder)
}

async function checkFile(path: string, force: boolean): Promise<void> {
  const stats = await statsIfThere(path)
  if (stats?.isDirectory()) throw outputUnusable(path, 'isFolder')
  if (stats && !force) throw outputExists(path)
}

/** The folder, or the nearest parent that is there, must take new files. */
async function checkFolder(folder: string): Promise<void> {
  const stats = await statsIfThere(folder)
  if (!stats) {
    await checkFolder(dirname(folder))
    return
  }
  if (!stats.isDirectory() && !stats.isSymbolicLink()) throw outputUnusable(folder, 'notFolder')
  await writing(folder, () => {
    accessSync(folder, constants.W_OK | constants.X_OK)
  })
}

async function statsIfThere(path: string): Promise<Stats | undefined> {
  return await writing(path, () => lstatSync(path, { throwIfNoEntry: false }))
}
