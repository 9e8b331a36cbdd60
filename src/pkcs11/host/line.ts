import { readSync, writeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { encodeFrame, type Frame } from '../frame.js'
import { FrameReader } from '../frame-reader.js'
import { GRACE_SECONDS, LIFE_FD, PROTOCOL_FD } from '../life-line.js'

/**
 * Waits at the life line in a thread of its own and ends this process when the program at the other end is gone, however
 * it went: a call into the module may hang for good, and this process with it. By SIGKILL, as exit() would wait for the
 * module.
 */
const watcher = `
const { readSync } = require('node:fs')
const again = () => { try { return readSync(${LIFE_FD}, Buffer.alloc(1)) > 0 } catch (error) { return error.code === 'EAGAIN' } }
while (again());
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${GRACE_SECONDS * 1000})
process.kill(process.pid, 'SIGKILL')`

/** Ties the life of this process to that of the program, where no shell does. */
export function holdLifeLine(): void {
  new Worker(watcher, { eval: true, execArgv: [] }).unref()
}

/**
 * The line to the program, read and written without the event loop: the module keeps this thread waiting anyway, and a
 * signature is there sooner.
 */
export class HostLine {
  readonly #reader = new FrameReader()

  /** The next frame, good until the next call; undefined: the program is gone. */
  receive(): Frame | undefined {
    for (;;) {
      const frame = this.#reader.next()
      if (frame) return frame
      const bytes = readSync(PROTOCOL_FD, this.#reader.space())
      if (bytes === 0) return undefined
      this.#reader.arrived(bytes)
    }
  }

  /** Overwrites the frame that was received last. */
  forget(): void {
    this.#reader.release()
  }

  /** Sends one frame, and overwrites it. */
  send(header: object, attachments: readonly Uint8Array[] = []): void {
    const frame = encodeFrame(header, attachments)
    for (let sent = 0; sent < frame.length;) sent += writeSync(PROTOCOL_FD, frame, sent)
    frame.fill(0)
  }
}
