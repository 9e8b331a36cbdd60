import { accessSync, constants, lstatSync, statSync, type BigIntStats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { outputExists, outputUnusable, writing } from './file-errors.js'
import { fileIdentity } from './file-fingerprint.js'
import type { FoundFile } from './find-inputs.js'

/**
 * Checks before anything is signed that every output can be written. Creates nothing.
 *
 * @throws HealthCardError `HC_OUTPUT_EXISTS`, `HC_OUTPUT_UNUSABLE`, naming the file
 */
export async function checkOutputs(
  outputs: readonly string[],
  inputs: readonly FoundFile[],
  { force }: { readonly force: boolean },
): Promise<void> {
  const documents = new Set(inputs.map(({ identity }) => identity))
  for (const output of outputs) {
    const there = await ifThere(output, lstatSync)
    // Even --force must not replace a document by a signature, whatever links lead to it.
    if (there && documents.has(fileIdentity(there))) throw outputUnusable(output, 'isInput')
    if (there?.isDirectory()) throw outputUnusable(output, 'isFolder')
    if (there && !force) throw outputExists(output)
  }
  for (const folder of new Set(outputs.map((output) => dirname(resolve(output))))) await checkFolder(folder)
}

/** The folder, or the nearest parent that is there, must take new files. */
async function checkFolder(folder: string): Promise<void> {
  // A link that leads nowhere is there all the same, and no folder can be made in its place.
  const there = (await ifThere(folder, statSync)) ?? (await ifThere(folder, lstatSync))
  if (!there) {
    await checkFolder(dirname(folder))
    return
  }
  if (!there.isDirectory()) throw outputUnusable(folder, 'notFolder')
  await writing(folder, () => {
    accessSync(folder, constants.W_OK | constants.X_OK)
  })
}

async function ifThere(path: string, look: typeof lstatSync): Promise<BigIntStats | undefined> {
  return await writing(path, () => look(path, { bigint: true, throwIfNoEntry: false }))
}
