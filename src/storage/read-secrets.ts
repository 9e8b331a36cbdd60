import { fstat, read, type BigIntStats } from 'node:fs'
import { open } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { stillCopy } from '../bytes/still-bytes.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { reading, systemCode } from './file-errors.js'
import { fileFingerprint } from './file-fingerprint.js'

/** Where a caller's secrets come from: an open descriptor or a file. */
export type SecretsPlace = { readonly fd: number } | { readonly file: string }

/** The bytes of a secrets stream. */
export interface SecretsContent {
  /** The receiver overwrites them after use. */
  readonly bytes: Uint8Array
  /** Tells this state of this file from any other; null for a pipe, which is read once. */
  readonly fingerprint: string | null
}

/** Far above any list of PINs; a wrong path to something huge ends here. */
const MAX_BYTES = 64 * 1024

/**
 * Reads a secrets stream to its end.
 *
 * @throws HealthCardError `HC_SECRETS_READABLE` where group or others may read it, `HC_INPUT_UNUSABLE`,
 *   `HC_SECRETS_MALFORMED` where it is longer than any list of PINs.
 */
export async function readSecrets(place: SecretsPlace): Promise<SecretsContent> {
  if ('fd' in place) return await reading(`descriptor ${place.fd}`, () => readDescriptor(place.fd, null))
  return await reading(place.file, async () => {
    await using file = await open(place.file, 'r')
    return await readDescriptor(file.fd, place.file)
  })
}

async function readDescriptor(fd: number, file: string | null): Promise<SecretsContent> {
  const stats = await promisify<number, { bigint: true }, BigIntStats>(fstat)(fd, { bigint: true })
  refuseReadable(stats, file ?? `descriptor ${fd}`)
  const buffer = new Uint8Array(MAX_BYTES + 1)
  try {
    const length = await fill(fd, buffer)
    if (length > MAX_BYTES)
      throw new HealthCardError('HC_SECRETS_MALFORMED', 'secrets stream is too long', { line: null })
    return { bytes: stillCopy(buffer.subarray(0, length)), fingerprint: stats.isFile() ? fileFingerprint(stats) : null }
  } finally {
    buffer.fill(0)
  }
}

function refuseReadable(stats: BigIntStats, file: string): void {
  // Windows has no such mode bits; what stands there says nothing about who may read.
  if (process.platform === 'win32' || !(stats.isFile() || stats.isFIFO())) return
  if ((stats.mode & 0o077n) === 0n) return
  throw new HealthCardError('HC_SECRETS_READABLE', `${file} is open to group or others`, { file })
}

async function fill(fd: number, buffer: Uint8Array): Promise<number> {
  let length = 0
  while (length < buffer.length) {
    const count = await readSome(fd, buffer, length)
    if (count === 0) break
    length += count
  }
  return length
}

async function readSome(fd: number, buffer: Uint8Array, offset: number): Promise<number> {
  for (;;) {
    try {
      return await readOnce(fd, buffer, offset)
    } catch (error) {
      // A pipe that somebody opened as non-blocking and that is empty just now.
      if (systemCode(error) !== 'EAGAIN') throw error
      await setTimeout(10)
    }
  }
}

function readOnce(fd: number, buffer: Uint8Array, offset: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, buffer, offset, buffer.length - offset, null, (error, count) => {
      if (error) reject(error)
      else resolve(count)
    })
  })
}
