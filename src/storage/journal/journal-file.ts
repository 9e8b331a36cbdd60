import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'

/** Bytes of a journal: written at a position at once, made durable on demand. A file, or memory that plays one. */
export interface JournalMedium {
  read(): Uint8Array
  /** Reaches the operating system before it returns, so that it outlives this process. */
  write(bytes: Uint8Array, position: number): void
  /** Durable is everything that was written before the call. */
  sync(): Promise<void>
  close(): void
}

const synchronise = promisify(fdatasync)

/** A journal in a file that exists already. */
export class JournalFile implements JournalMedium {
  readonly #descriptor: number

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r+')
  }

  read(): Uint8Array {
    return readFileSync(this.#descriptor)
  }

  write(bytes: Uint8Array, position: number): void {
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written, position + written)
    }
  }

  async sync(): Promise<void> {
    await synchronise(this.#descriptor)
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
