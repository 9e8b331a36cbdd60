import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, realpathSync, rmSync, writeSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { systemCode } from '../file-errors.js'

/** Something that one process holds, and that nobody holds any more when that process is gone, however it ended. */
export interface ProcessLock {
  release(): Promise<void>
}

/** The id of a process, or `unknown` where the holder does not tell: it is halted (Ctrl-Z), or another user's. */
export type LockHolder = number | 'unknown'

/** A process that is alive answers at once; one that is halted never does. */
const ANSWER_MS = 2000

/**
 * Takes the lock of `path`, if it is free: on Linux an abstract Unix socket, which dies with its process, elsewhere a file
 * with the process id, which is taken over when that process is gone.
 */
export async function takeLock(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<ProcessLock | undefined> {
  return platform === 'linux' ? takeSocket(path) : takeFile(`${path}.lock`)
}

/** The process that holds the lock of `path`; undefined where none does. */
export async function lockHolder(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<LockHolder | undefined> {
  return platform === 'linux' ? askSocket(path) : livingHolder(`${path}.lock`)
}

/** Abstract names are at most 107 bytes, paths are longer. */
function socketName(path: string): string {
  const place = join(withoutLinks(dirname(path)), basename(path))
  return `\0ehba-batch-${createHash('sha256').update(place).digest('hex')}`
}

/** Who comes to a folder through a link must meet the lock of who came without. */
function withoutLinks(folder: string): string {
  try {
    return realpathSync(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return folder
    throw error
  }
}

async function takeSocket(path: string): Promise<ProcessLock | undefined> {
  const server = createServer((connection) => {
    // Whoever asks may be gone before the answer: that is no trouble of the one who works.
    connection.on('error', () => undefined)
    connection.end(String(process.pid), () => connection.destroy())
  })
  const taken = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error) => {
      if (systemCode(error) === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen({ path: socketName(path), exclusive: true }, () => {
      resolve(true)
    })
  })
  if (!taken) return undefined
  // The lock must not keep a process alive.
  server.unref()
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      }),
  }
}

function askSocket(path: string): Promise<LockHolder | undefined> {
  return new Promise((resolve, reject) => {
    let text = ''
    const connection = connect({ path: socketName(path) })
    connection.setEncoding('latin1')
    connection.setTimeout(ANSWER_MS, () => {
      connection.destroy()
      resolve('unknown')
    })
    connection.on('data', (part: string) => (text += part))
    connection.on('end', () => {
      // Who ends without a word has ended altogether.
      resolve(text === '' ? undefined : Number(text))
    })
    connection.on('error', (error) => {
      if (gone.includes(systemCode(error) ?? '')) resolve(undefined)
      else reject(error)
    })
  })
}

/** Nobody listens, or nobody listens any more. */
const gone: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE']

function takeFile(path: string): Promise<ProcessLock | undefined> {
  try {
    const descriptor = openSync(path, 'wx', 0o600)
    writeSync(descriptor, String(process.pid))
    closeSync(descriptor)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
    if (livingHolder(path) !== undefined) return Promise.resolve(undefined)
    rmSync(path, { force: true })
    return takeFile(path)
  }
  return Promise.resolve({
    release: () => {
      rmSync(path, { force: true })
      return Promise.resolve()
    },
  })
}

function livingHolder(path: string): LockHolder | undefined {
  try {
    const holder = Number(readFileSync(path, 'utf8'))
    // A file without a number is one that its holder is just writing. And 0 would mean all processes of this group.
    if (!Number.isInteger(holder) || holder <= 0) return 'unknown'
    process.kill(holder, 0)
    return holder
  } catch (error) {
    switch (systemCode(error)) {
      case 'ESRCH':
      case 'ENOENT':
        return undefined
      case 'EPERM':
        return 'unknown'
      default:
        throw error
    }
  }
}
