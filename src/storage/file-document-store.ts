import { lstatSync } from 'node:fs'
import { lstat, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CollectOptions, DocumentStore, InputDocument } from '../operations/documents.js'
import { checkOutputs } from './check-outputs.js'
import { digestFile, readWhole } from './digest-file.js'
import { reading, systemCode, writing } from './file-errors.js'
import { fileFingerprint } from './file-fingerprint.js'
import { findInputs, foundFile, type FoundFile } from './find-inputs.js'
import { nameOutputs } from './name-outputs.js'
import { OutputFolders } from './output-folders.js'
import { syncFolder, temporaryPrefix, writeWhole } from './write-whole.js'

/**
 * {@link DocumentStore} over the file system. One serves the whole process: outputs that are written at the same time share
 * what makes their folders durable.
 */
export function fileDocumentStore(): DocumentStore {
  const folders = new OutputFolders()
  return {
    collect,
    recollect: (files) => Promise.all(files.map(recollect)),
    checkOutput: (path, options) => checkOutputs([path], [], options),
    write: (path, content, { force, batchId }) =>
      writing(path, async () => {
        await folders.make(dirname(path))
        const options = { mode: 0o644, replace: force, ...(batchId !== undefined && { tag: batchId }) }
        await writeWhole(path, content, options, (folder) => folders.sync(folder))
      }),
    sweep,
    read: (path) => readWhole(path),
    digest: (path, algorithm) => digestFile(path, algorithm),
    kindOf: (path) => reading(path, () => kindOf(path)),
  }
}

async function collect(paths: readonly string[], options: CollectOptions): Promise<readonly InputDocument[]> {
  const found = await findInputs(paths, options)
  const inputs = found.map(({ path }) => path)
  const outputs = nameOutputs(inputs, options.outputFolder, options.suffix)
  await checkOutputs(outputs, found, options)
  return found.map((file, i) => inputDocument(file, outputs[i] ?? ''))
}

function inputDocument({ path, sizeBytes, fingerprint }: FoundFile, output: string): InputDocument {
  return {
    input: path,
    output,
    sizeBytes,
    digest: (signal) => digestFile(path, 'sha256', fingerprint, signal),
    content: () => readWhole(path, fingerprint),
    isUnchanged: () => Promise.resolve(currentFingerprint(path) === fingerprint),
  }
}

/** A file of a batch as it is now, for its hash to be compared; undefined where there is none to read. */
async function recollect({ input, output }: { input: string; output: string }): Promise<InputDocument | undefined> {
  try {
    const stats = await lstat(input, { bigint: true })
    if (!stats.isFile()) return undefined
    return inputDocument(foundFile(input, stats), output)
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return undefined
  }
}

/** Only files of this very batch: another one may be writing into the same folder now. */
async function sweep(batchId: string, outputs: readonly string[]): Promise<void> {
  for (const folder of new Set(outputs.map((output) => dirname(output)))) {
    await writing(folder, () => sweepFolder(batchId, folder))
  }
}

async function sweepFolder(batchId: string, folder: string): Promise<void> {
  if ((await kindOf(folder)) !== 'folder') return
  const left = (await namesIn(folder)).filter((name) => name.startsWith(temporaryPrefix(batchId)))
  for (const name of left) await rm(join(folder, name), { force: true })
  // The run that was ended may have made outputs, or the folder, and been ended before their names were durable.
  await syncFolder(folder)
  await syncFolder(dirname(folder))
}

/** None where a folder takes files and shows none (a drop box): what was left there must stay. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (systemCode(error) !== 'EACCES') throw error
    return []
  }
}

function currentFingerprint(path: string): string | undefined {
  try {
    return fileFingerprint(lstatSync(path, { bigint: true }))
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return undefined
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return 'missing'
    throw error
  }
}
