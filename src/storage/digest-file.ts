import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { HealthCardError } from '../errors/health-card-error.js'
import { maxWholeFileBytes } from '../operations/documents.js'
import { inputUnusable, reading } from './file-errors.js'
import { fileFingerprint } from './file-fingerprint.js'

/** Hash functions that signatures name. */
export type DigestAlgorithm = 'sha256' | 'sha384' | 'sha512'

const CHUNK_BYTES = 256 * 1024

/** Opens a regular file for reading. Not waiting for the other end keeps a pipe from stopping the program. */
export async function openRegular(path: string, extraFlags = 0): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | extraFlags)
  const stats = await handle.stat()
  if (stats.isFile()) return handle
  await handle.close()
  throw inputUnusable(path, stats.isDirectory() ? 'folder' : 'notRegular')
}

/**
 * Hash of a file's content in constant memory.
 *
 * @param expected - fingerprint that the file must have before and after
 * @throws HealthCardError `HC_INPUT_UNUSABLE`, `HC_INPUT_CHANGED` where the file changed before or while it was read
 */
export async function digestFile(path: string, algorithm: DigestAlgorithm, expected?: string): Promise<Uint8Array> {
  return await reading(path, async () => {
    await using file = await openRegular(path)
    const before = await fingerprintOf(file)
    const hash = createHash(algorithm)
    await eachChunk(file, (chunk) => hash.update(chunk))
    if (before !== (expected ?? before) || before !== (await fingerprintOf(file))) throw inputChanged(path)
    return Uint8Array.from(hash.digest())
  })
}

/**
 * A file's whole content.
 *
 * @throws HealthCardError as {@link digestFile}
 */
export async function readWhole(path: string, expected?: string): Promise<Uint8Array> {
  return await reading(path, async () => {
    await using file = await openRegular(path)
    const { size } = await file.stat()
    if (size > maxWholeFileBytes) throw inputUnusable(path, 'tooLarge')
    const before = await fingerprintOf(file)
    const content = await file.readFile()
    if (before !== (expected ?? before) || before !== (await fingerprintOf(file))) throw inputChanged(path)
    return content
  })
}

/** One buffer serves the whole file: a stream would make a new one for every piece. */
async function eachChunk(file: FileHandle, take: (chunk: Uint8Array) => unknown): Promise<void> {
  const buffer = new Uint8Array(CHUNK_BYTES)
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length)
    if (bytesRead === 0) return
    take(buffer.subarray(0, bytesRead))
  }
}

async function fingerprintOf(file: FileHandle): Promise<string> {
  return fileFingerprint(await file.stat({ bigint: true }))
}

function inputChanged(file: string): HealthCardError {
  return new HealthCardError('HC_INPUT_CHANGED', `${file} changed while it was read`, { file })
}
