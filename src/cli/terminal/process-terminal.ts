import { writeSync } from 'node:fs'
import { HealthCardError } from '../../errors/health-card-error.js'
import { openConsole } from './console.js'
import type { Terminal } from './terminal.js'

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (data) => {
      try {
        writeAll(1, data)
      } catch (cause) {
        const problem = codeOf(cause) === 'ENOSPC' ? 'noSpace' : 'notWritable'
        const data = { file: 'stdout', problem }
        throw new HealthCardError('HC_OUTPUT_UNUSABLE', `standard output: ${problem}`, data, { cause })
      }
    },
    err: (text) => {
      try {
        writeAll(2, text)
      } catch (error) {
        // Words that nobody can read (a full disk, a terminal that is gone) must not stop a card half-way.
        if (codeOf(error) === undefined) throw error
      }
    },
    outIsTerminal: process.stdout.isTTY,
    progressStream: process.stderr.isTTY ? deaf(process.stderr) : undefined,
    openConsole,
  }
}

/** A bar that nobody can see any more, because the terminal has gone, must not stop a card half-way. */
function deaf(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return stream.on('error', () => undefined)
}

/** Written before the call returns: the exit code is set right after, and a pipe must not lose its end. */
function writeAll(fd: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(fd, bytes, offset)
    } catch (error) {
      // The reader has left (ehba … | head): nobody misses the rest. A full pipe is tried again.
      if (codeOf(error) === 'EPIPE') return
      if (codeOf(error) !== 'EAGAIN') throw error
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
