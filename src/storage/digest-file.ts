import { createHash } from 'node:crypto'
import { setImmediate as otherEvents } from 'node:timers/promises'
import { HealthCardError } from '../errors/health-card-error.js'
import { maxWholeFileBytes } from '../operations/documents.js'
import { inputUnusable, reading } from './file-errors.js'
import { RegularFile } from './regular-file.js'

/** Hash functions that signatures name. */
export type DigestAlgorithm = 'sha256' | 'sha384' | 'sha512'

const CHUNK_BYTES = 256 * 1024

/** One for all files, which are read in turns: each piece is hashed in the same step in which it is read. */
const chunk = new Uint8Array(CHUNK_BYTES)

/**
 * Hash of a file's content in constant memory.
 *
 * @param expected - fingerprint that the file must have before and after
 * @param signal - ends the reading, heard between two pieces
 * @throws HealthCardError `HC_INPUT_UNUSABLE`, `HC_INPUT_CHANGED` where the file changed before or while it was read,
 *   `HC_STOPPED`
 */
export async function digestFile(
  path: string,
  algorithm: DigestAlgorithm,
  expected?: string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return await readUnchanged(path, expected, async (file) => {
    const hash = createHash(algorithm)
    let total = 0
    for (let length = file.read(chunk); length > 0; length = file.read(chunk)) {
      total += length
      hash.update(chunk.subarray(0, length))
      // A person may be typing a PIN, or Ctrl-C, meanwhile.
      await otherEvents()
      if (signal?.aborted) throw new HealthCardError('HC_STOPPED', `stopped while ${path} was read`)
    }
    // Files of the system (/proc) say that they are empty and are not.
    if (total !== file.sizeBytes) throw inputChanged(path)
    return Uint8Array.from(hash.digest())
  })
}

/**
 * A file's whole content.
 *
 * @throws HealthCardError as {@link digestFile}
 */
export async function readWhole(path: string, expected?: string): Promise<Uint8Array> {
  return await readUnchanged(path, expected, async (file) => {
    if (file.sizeBytes > maxWholeFileBytes) throw inputUnusable(path, 'tooLarge')
    const content = new Uint8Array(file.sizeBytes)
    for (let end = 0; end < content.length;) {
      const length = file.read(content.subarray(end, end + CHUNK_BYTES))
      if (length === 0) throw inputChanged(path)
      end += length
      await otherEvents()
    }
    if (file.read(chunk) > 0) throw inputChanged(path)
    return content
  })
}

async function readUnchanged<T>(
  path: string,
  expected: string | undefined,
  read: (file: RegularFile) => Promise<T>,
): Promise<T> {
  return await reading(path, async () => {
    using file = new RegularFile(path)
    if (file.openedAs !== (expected ?? file.openedAs)) throw inputChanged(path)
    const result = await read(file)
    if (file.openedAs !== file.fingerprint()) throw inputChanged(path)
    return result
  })
}

function inputChanged(file: string): HealthCardError {
  return new HealthCardError('HC_INPUT_CHANGED', `${file} changed while it was read`, { file })
}
