import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Bytes that are looked for, by a name that may be shown. */
export type Needles = ReadonlyMap<string, Buffer>

const CHUNK_BYTES = 32 * 1024 * 1024

/**
 * What of these bytes stands in the memory of a process: in all its regions that can be read, the program's own files as well.
 * The process is stopped meanwhile, so that nothing can move from what is not read yet to what was.
 */
export async function findInMemory(pid: number, needles: Needles): Promise<Set<string>> {
  process.kill(pid, 'SIGSTOP')
  try {
    await stopped(pid)
    const overlap = Math.max(...Array.from(needles.values(), ({ length }) => length))
    const found = new Set<string>()
    for (const chunk of readMemory(pid, overlap)) {
      for (const [name, bytes] of needles) if (!found.has(name) && chunk.includes(bytes)) found.add(name)
    }
    return found
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

/** Resolves when a process has been stopped, by itself or by others. */
export async function stopped(pid: number): Promise<void> {
  // After the name in brackets, which may hold anything: the state of the first thread.
  while (!/\) [Tt] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))) await wait(2)
}

/** The contents of all readable regions, in chunks, each with the end of the one before. */
function* readMemory(pid: number, overlap: number): Generator<Buffer> {
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  try {
    for (const { start, end } of readableRegions(pid)) {
      for (let at = start; at < end; at += CHUNK_BYTES - overlap) {
        const length = readAt(memory, buffer, at, Math.min(CHUNK_BYTES, end - at))
        if (length > 0) yield buffer.subarray(0, length)
      }
    }
  } finally {
    buffer.fill(0)
    closeSync(memory)
  }
}

/** Addresses from the list of mappings (proc(5)); they stay below 2^47. */
function readableRegions(pid: number): { readonly start: number; readonly end: number }[] {
  const lines = readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')
  return lines.flatMap((line) => {
    const [, start = '', end = ''] = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line) ?? []
    // The kernel's own pages for the time of day: no process can write there, and none can read them from outside.
    return start === '' || /\[v(?:var|syscall|var_vclock)\]$/.test(line)
      ? []
      : [{ start: parseInt(start, 16), end: parseInt(end, 16) }]
  })
}

function readAt(memory: number, buffer: Buffer, at: number, length: number): number {
  return readSync(memory, buffer, 0, length, at)
}
