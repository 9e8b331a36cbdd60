import { writeSync } from 'node:fs'
import { openConsole } from './console.js'
import type { Terminal } from './terminal.js'

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (data) => {
      writeAll(1, data)
    },
    err: (text) => {
      writeAll(2, text)
    },
    outIsTerminal: process.stdout.isTTY,
    progressStream: process.stderr.isTTY ? process.stderr : undefined,
    openConsole,
  }
}

/** Written before the call returns: the exit code is set right after, and a pipe must not lose its end. */
function writeAll(fd: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(fd, bytes, offset)
    } catch (error) {
      // The reader has left (ehba … | head): nobody misses the rest. A full pipe is tried again.
      if (!(error instanceof Error && 'code' in error)) throw error
      if (error.code === 'EPIPE') return
      if (error.code !== 'EAGAIN') throw error
    }
  }
}
