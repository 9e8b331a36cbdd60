import { accessSync, constants, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { SimulatorError } from '../simulator-error.js'

/** What decides where the state of a card lies. */
export interface StatePlace {
  readonly imagePath: string
  /** SHA-256 of the image, lower-case hex. */
  readonly imageDigest: string
  /** Set by the user: taken as it is. */
  readonly statePath?: string
  /** `$XDG_STATE_HOME`; `~/.local/state` where it is not set. */
  readonly stateHome?: string
}

const PRIVATE_FOLDER = 0o700

/**
 * The path of a card's state file, with links resolved, in a folder that exists: `FILE.state` beside the image, or
 * `<state home>/ehba/sim/<digest of the image>` where the image lies in a folder that we cannot write to.
 *
 * @throws SimulatorError `stateUnusable` where the folder cannot be made.
 */
export function placeState({ imagePath, imageDigest, statePath, stateHome }: StatePlace): string {
  try {
    if (statePath !== undefined) return realPath(statePath)
    const beside = `${realpathSync(imagePath)}.state`
    if (existsSync(beside) || isWritableFolder(dirname(beside))) return realPath(beside)
    const folder = join(stateHome ?? defaultStateHome(), 'ehba', 'sim')
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
    return realPath(join(folder, imageDigest))
  } catch (cause) {
    throw new SimulatorError('stateUnusable', `no place for the state of ${imagePath}`, { cause })
  }
}

/**
 * A folder whose mode lets nobody write is left alone even by root, who could: somebody meant it. The second question
 * covers read-only mounts and other users' folders.
 */
function isWritableFolder(folder: string): boolean {
  if ((statSync(folder).mode & 0o222) === 0) return false
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The XDG Base Directory Specification has relative paths ignored. */
function defaultStateHome(): string {
  const configured = process.env['XDG_STATE_HOME']
  return configured !== undefined && isAbsolute(configured) ? configured : join(homedir(), '.local', 'state')
}

/** Two names of one file must give one lock. The file itself may not exist yet, its folder must. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(resolve(path))), basename(path))
}
