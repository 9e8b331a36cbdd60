import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { systemCode } from '../file-errors.js'

/** Something that one process holds, and that nobody holds any more when that process is gone, however it ended. */
export interface ProcessLock {
  release(): Promise<void>
}

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
): Promise<number | undefined> {
  return platform === 'linux' ? askSocket(path) : livingHolder(`${path}.lock`)
}

/** Abstract names are at most 107 bytes, paths are longer. */
function socketName(path: string): string {
  return `\0ehba-batch-${createHash('sha256').update(path).digest('hex')}`
}

async function takeSocket(path: string): Promise<ProcessLock | undefined> {
  const server = createServer((connection) => connection.end(String(process.pid)))
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

function askSocket(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let text = ''
    const connection = connect({ path: socketName(path) })
    connection.setEncoding('latin1')
    connection.on('data', (part: string) => (text += part))
    connection.on('end', () => {
      resolve(Number(text))
    })
    connection.on('error', (error) => {
      if (systemCode(error) === 'ECONNREFUSED') resolve(undefined)
      else reject(error)
    })
  })
}

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

function livingHolder(path: string): number | undefined {
  try {
    const holder = Number(readFileSync(path, 'utf8'))
    process.kill(holder, 0)
    return holder
  } catch (error) {
    // EPERM means a living process of another user; without a file, or without a process, nobody holds it.
    if (['ESRCH', 'ENOENT', 'ERR_INVALID_ARG_TYPE'].includes(systemCode(error) ?? '')) return undefined
    throw error
  }
}
