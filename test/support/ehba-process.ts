import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../bin/ehba', import.meta.url))

/** How a process of the program ended. */
export interface ProcessEnd {
  /** Null where a signal ended it. */
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/** Options of a process. */
export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Run as this user and group. */
  readonly uid?: number
}

/** The program as people run it, in a process of its own: the built one. */
export class EhbaProcess {
  readonly child: ChildProcess
  readonly end: Promise<ProcessEnd>
  #out = ''
  #err = ''

  constructor(words: readonly string[], { env = {}, cwd, uid }: ProcessOptions = {}) {
    this.child = spawn(process.execPath, [program, ...words], {
      env: { PATH: process.env['PATH'], LC_ALL: 'C', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
      ...(uid !== undefined && { uid, gid: uid }),
      // A group of its own: no terminal of the test is its terminal.
      detached: true,
    })
    this.child.stdout?.on('data', (data: Buffer) => (this.#out += data.toString()))
    this.child.stderr?.on('data', (data: Buffer) => (this.#err += data.toString()))
    this.end = new Promise((resolve, reject) => {
      this.child.on('error', reject)
      this.child.on('close', (exit, signal) => {
        resolve({ exit, signal, out: this.#out, err: this.#err })
      })
    })
  }

  get err(): string {
    return this.#err
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name)
  }
}
