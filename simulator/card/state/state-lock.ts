import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { SimulatorError } from '../simulator-error.js'

/** A card that is held. */
export interface StateLock {
  release(): Promise<void>
}

/** Options of {@link lockState}. */
export interface StateLockOptions {
  /** How long to wait for another holder, in ms; 0 when not said. */
  readonly waitMs?: number
  /** `process.platform` unless a test says otherwise. */
  readonly platform?: NodeJS.Platform
}

const RETRY_MS = 20

/**
 * Takes the card whose state lies at `statePath`. The lock ends with its holder, also after `kill -9`: on Linux it is an
 * abstract Unix socket, elsewhere a file with the holder's process id, which is taken over when that process is gone.
 *
 * @param statePath - real path of the state file
 * @throws SimulatorError `inUse` where the card is still held after `waitMs`.
 */
export async function lockState(statePath: string, options: StateLockOptions = {}): Promise<StateLock> {
  const { waitMs = 0, platform = process.platform } = options
  const attempt = platform === 'linux' ? lockBySocket : lockByFile
  const deadline = performance.now() + waitMs
  for (;;) {
    const lock = await attempt(statePath)
    if (lock) return lock
    const leftMs = deadline - performance.now()
    if (leftMs <= 0) throw new SimulatorError('inUse', 'another process uses this card')
    await wait(Math.min(RETRY_MS, leftMs))
  }
}

async function lockBySocket(statePath: string): Promise<StateLock | undefined> {
  // Abstract names are at most 107 bytes, paths are longer.
  const name = `\0ehba-sim-${createHash('sha256').update(statePath).digest('hex')}`
  const server = createServer((connection) => connection.destroy())
  const held = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(new SimulatorError('stateUnusable', 'cannot lock the card', { cause: error }))
    })
    server.listen({ path: name, exclusive: true }, () => {
      resolve(true)
    })
  })
  if (!held) return undefined
  // The lock must not keep a process alive that forgot to close its card.
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

async function lockByFile(statePath: string): Promise<StateLock | undefined> {
  const lockPath = `${statePath}.lock`
  try {
    const descriptor = openSync(lockPath, 'wx', 0o600)
    writeSync(descriptor, String(process.pid))
    closeSync(descriptor)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw new SimulatorError('stateUnusable', 'cannot lock the card', { cause: error })
    if (!isHolderAlive(lockPath)) {
      rmSync(lockPath, { force: true })
      return lockByFile(statePath)
    }
    return undefined
  }
  return {
    release: () => {
      rmSync(lockPath, { force: true })
      return Promise.resolve()
    },
  }
}

function isHolderAlive(lockPath: string): boolean {
  try {
    const holder = Number(readFileSync(lockPath, 'utf8'))
    // A file without a number is one that its holder is just writing.
    if (!Number.isInteger(holder) || holder <= 0) return true
    process.kill(holder, 0)
    return true
  } catch (error) {
    // ESRCH: no such process; ENOENT: released meanwhile. EPERM means a living process of another user.
    return !hasCode(error, 'ESRCH') && !hasCode(error, 'ENOENT')
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
