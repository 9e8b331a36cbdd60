import { closeSync, constants, fchmodSync, fstatSync, openSync, writeSync } from 'node:fs'
import { outputUnusable, writing } from './file-errors.js'

/** A file that grows line by line. */
export interface LineFile {
  /** Appends a line at once, so that a crash loses nothing. @throws the file system's error */
  append(line: string): void
  close(): void
}

/**
 * Opens a file for appending, for its owner alone (0600, also where it was open to others before). Links are not followed:
 * the name of a trace often stands in a folder that others can write. Pipes and devices are refused: their permissions are
 * not ours to change, and a pipe that nobody reads would hold the program.
 *
 * @throws HealthCardError `HC_OUTPUT_UNUSABLE`
 */
export async function openLineFile(path: string): Promise<LineFile> {
  const fd = await writing(path, () => Promise.resolve(openPrivate(path)))
  return {
    append: (line) => {
      writeSync(fd, `${line}\n`)
    },
    close: () => {
      closeSync(fd)
    },
  }
}

function openPrivate(path: string): number {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const fd = openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0o600)
  try {
    if (!fstatSync(fd).isFile()) throw outputUnusable(path, 'notWritable')
    fchmodSync(fd, 0o600)
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}
