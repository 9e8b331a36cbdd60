import { lstat, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CollectOptions, DocumentStore, InputDocument } from '../operations/documents.js'
import { checkOutputs } from './check-outputs.js'
import { digestFile, readWhole } from './digest-file.js'
import { outputUnusable, reading, systemCode, writing } from './file-errors.js'
import { fileFingerprint } from './file-fingerprint.js'
import { findInputs, type FoundFile } from './find-inputs.js'
import { nameOutputs } from './name-outputs.js'
import { writeWhole } from './write-whole.js'

/** {@link DocumentStore} over the file system. */
export const fileDocumentStore: DocumentStore = {
  collect,
  write: (path, content, { force }) =>
    writing(path, async () => {
      await makeFolder(dirname(path))
      await writeWhole(path, content, { mode: 0o644, replace: force })
    }),
  read: (path) => readWhole(path),
  digest: (path, algorithm) => digestFile(path, algorithm),
  kindOf: (path) => reading(path, () => kindOf(path)),
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    // A recursive mkdir that says so has met a file.
    throw systemCode(error) === 'EEXIST' ? outputUnusable(path, 'notFolder', error) : error
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
    digest: () => digestFile(path, 'sha256', fingerprint),
    content: () => readWhole(path, fingerprint),
    isUnchanged: async () => (await currentFingerprint(path)) === fingerprint,
  }
}

async function currentFingerprint(path: string): Promise<string | undefined> {
  try {
    return fileFingerprint(await lstat(path, { bigint: true }))
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
