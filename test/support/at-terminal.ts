import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Desk } from './cli.js'

const program = fileURLToPath(new URL('../../bin/ehba', import.meta.url))

/** One thing that a person does: what they wait for on the screen, then the keys, or something else that they do. */
export type Turn = readonly [prompt: string, keys: string | (() => void)]

/** A run of the program at a terminal. */
export interface TerminalRun {
  readonly exit: number | null
  /** Everything that stood on the screen. */
  readonly screen: string
}

/**
 * Runs the program in a real pseudo-terminal, made by `script` (util-linux), with a person who waits for each prompt and
 * then types. The terminal echoes what is typed, as every terminal does, unless the program turns that off.
 */
export function atTerminal(desk: Desk, args: readonly string[], turns: readonly Turn[]): Promise<TerminalRun> {
  return shellAtTerminal(desk, `ehba ${args.map((word) => `'${word}'`).join(' ')}`, turns)
}

/** The same for a line of shell, in which the word `ehba` is the program. */
export function shellAtTerminal(desk: Desk, line: string, turns: readonly Turn[]): Promise<TerminalRun> {
  const command = line.replace(/\behba(?= )/, `'${program}'`)
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    cwd: desk.folder,
    env: { ...desk.env, SHELL: '/bin/sh', TERM: 'xterm' },
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const left = [...turns]
  let [screen, seen] = ['', 0]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    const [next] = left
    const at = next ? screen.indexOf(next[0], seen) : -1
    if (!next || at < 0) return
    seen = at + next[0].length
    left.shift()
    if (typeof next[1] === 'string') child.stdin.write(next[1])
    else next[1]()
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => {
      resolve({ exit, screen })
    })
  })
}
