import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { SimulatorError } from '../simulator-error.js'
import type { LogMedium } from './log-medium.js'
import type { Durability } from './state-store.js'

/** Only the owner may read secrets. */
const OWNER_ONLY = 0o600

/** A state file: mode 0600, appended to in place, replaced through a temporary file beside it. */
export class FileMedium implements LogMedium {
  readonly #path: string
  #descriptor: number | undefined
  #length = 0

  /** @param path - the state file; it need not exist yet. The caller holds the card's lock. */
  constructor(path: string) {
    this.#path = path
  }

  read(): Uint8Array | undefined {
    return this.#attempt('read', () => {
      if (!existsSync(this.#path)) return undefined
      const bytes = readFileSync(this.#path)
      this.#length = bytes.length
      return bytes
    })
  }

  append(bytes: Uint8Array, durability: Durability): void {
    try {
      const descriptor = this.#open()
      for (let written = 0; written < bytes.length;) {
        // At a fixed place: what a refused write left behind is overwritten by the next one, not followed by it.
        written += writeSync(descriptor, bytes, written, bytes.length - written, this.#length + written)
      }
      if (durability === 'durable') fsyncSync(descriptor)
      this.#length += bytes.length
    } catch (cause) {
      throw new SimulatorError('memoryFailure', 'the state file refuses a write', { cause })
    }
  }

  replace(bytes: Uint8Array): void {
    const temporary = `${this.#path}.new`
    this.close()
    this.#attempt('write', () => {
      // What an interrupted replacement left behind was never the state.
      rmSync(temporary, { force: true })
      const descriptor = openSync(temporary, 'wx', OWNER_ONLY)
      try {
        fchmodSync(descriptor, OWNER_ONLY)
        writeFileSync(descriptor, bytes)
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
      }
      renameSync(temporary, this.#path)
      syncFolder(dirname(this.#path))
    })
    this.#length = bytes.length
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #open(): number {
    if (this.#descriptor === undefined) {
      this.#descriptor = openSync(this.#path, 'r+')
      fchmodSync(this.#descriptor, OWNER_ONLY)
    }
    return this.#descriptor
  }

  #attempt<T>(action: string, work: () => T): T {
    try {
      return work()
    } catch (cause) {
      throw new SimulatorError('stateUnusable', `cannot ${action} ${this.#path}`, { cause })
    }
  }
}

/** Makes a rename in `folder` durable. Windows has no such operation, and does not need it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
