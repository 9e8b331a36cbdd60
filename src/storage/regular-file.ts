import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { inputUnusable } from './file-errors.js'
import { fileFingerprint } from './file-fingerprint.js'

/**
 * A regular file, open for reading. Its calls are synchronous and short: the system answers them from its cache, and to
 * hand each one to another thread and back costs ten times the call (docs/performance.md).
 */
export class RegularFile implements Disposable {
  /** When it was opened. */
  readonly sizeBytes: number
  /** Of the file as it was opened. */
  readonly openedAs: string
  readonly #descriptor: number

  /**
   * Opens without waiting for the other end, so that a pipe cannot stop the program.
   *
   * @throws HealthCardError `HC_INPUT_UNUSABLE` for anything that is no regular file; else the file system's error
   */
  constructor(path: string, extraFlags = 0) {
    this.#descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | extraFlags)
    const stats = fstatSync(this.#descriptor, { bigint: true })
    this.sizeBytes = Number(stats.size)
    this.openedAs = fileFingerprint(stats)
    if (stats.isFile()) return
    this[Symbol.dispose]()
    throw inputUnusable(path, stats.isDirectory() ? 'folder' : 'notRegular')
  }

  /** Of the file as it is now. */
  fingerprint(): string {
    return fileFingerprint(fstatSync(this.#descriptor, { bigint: true }))
  }

  /** Reads on where the last call stopped. @returns the number of bytes; 0 at the end of the file */
  read(buffer: Uint8Array): number {
    return readSync(this.#descriptor, buffer)
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }
}
