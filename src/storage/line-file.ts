import { closeSync, constants, fchmodSync, openSync, writeSync } from 'node:fs'
import { writing } from './file-errors.js'

/** A file that grows line by line. */
export interface LineFile {
  /** Appends a line at once, so that a crash loses nothing. @throws the file system's error */
  append(line: string): void
  close(): void
}

/**
 * Opens a file for appending, for its owner alone (0600, also where it was open to others before). Links are not followed:
 * the name of a trace often stands in a folder that others can write.
 *
 * @throws HealthCardError `HC_OUTPUT_UNUSABLE`
 */
export async function openLineFile(path: string): Promise<LineFile> {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants
  const fd = await writing(path, () => {
    const opened = openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600)
    fchmodSync(opened, 0o600)
    return Promise.resolve(opened)
  })
  return {
    append: (line) => {
      writeSync(fd, `${line}\n`)
    },
    close: () => {
      closeSync(fd)
    },
  }
}
