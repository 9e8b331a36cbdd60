import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Desk } from './cli.js'
import { pinsAreTyped, roomOfTests } from './room-of-tests.js'

const program = fileURLToPath(new URL('../../bin/ehba', import.meta.url))

/** One thing that a person does: what they wait for on the screen, then the keys, or something else that they do. */
export type Turn = readonly [prompt: string, keys: string | (() => void)]

/** A run of the program at a terminal. */
export interface TerminalRun {
  readonly exit: number | null
  /** Everything that stood on the screen. */
  readonly screen: string
}

/** Somebody who looks at the screen: what they type when this stands there since they last did something; '' is nothing. */
export type Typist = (unread: string) => string

/**
 * Runs the program in a real pseudo-terminal, made by `script` (util-linux), with a person who waits for each prompt and
 * then types. The terminal echoes what is typed, as every terminal does, unless the program turns that off.
 *
 * @param line - makes a line of shell of the call
 */
export function atTerminal(
  desk: Desk,
  args: readonly string[],
  turns: readonly Turn[],
  line?: (call: string) => string,
): Promise<TerminalRun> {
  const left = [...turns]
  let seen = 0
  return watchScreen(desk, args, { line }, (screen, type) => {
    const [next] = left
    const at = next ? screen.indexOf(next[0], seen) : -1
    if (!next || at < 0) return
    seen = at + next[0].length
    left.shift()
    if (typeof next[1] === 'string') type(next[1])
    else next[1]()
  })
}

/**
 * Runs the program in a real pseudo-terminal with a person who answers whatever is asked. Standard output goes into a file,
 * and only prompts to the screen.
 */
export function answerAtTerminal(
  desk: Desk,
  args: readonly string[],
  { output, typist, env }: { output: string; typist: Typist; env?: Readonly<Record<string, string>> },
): Promise<TerminalRun> {
  let seen = 0
  const look = (screen: string, type: (keys: string) => void): void => {
    const keys = typist(screen.slice(seen))
    if (keys === '') return
    seen = screen.length
    type(keys)
  }
  return watchScreen(desk, args, { line: (call) => `${call} >'${output}'`, env }, look)
}

interface Surroundings {
  readonly line?: ((call: string) => string) | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** @param look - called whenever something new stands on the screen */
async function watchScreen(
  desk: Desk,
  args: readonly string[],
  { line = (call) => call, env }: Surroundings,
  look: (screen: string, type: (keys: string) => void) => void,
): Promise<TerminalRun> {
  // Who sits at a terminal types there.
  const prepared = roomOfTests()?.prepare([...args, ...(pinsAreTyped() ? ['--no-pinpad'] : [])], undefined)
  await prepared?.ready
  const call = [program, ...(prepared?.words ?? args)].map(quoted).join(' ')
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', line(call), '/dev/null'], {
    cwd: desk.folder,
    env: { ...desk.env, ...prepared?.env, ...env, SHELL: '/bin/sh', TERM: 'xterm' },
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    look(screen, (keys) => child.stdin.write(keys))
  })
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => {
      prepared?.ended(false)
      resolve({ exit, screen })
    })
  })
}

/** As a word of shell, also inside of a word in single quotes. */
function quoted(word: string): string {
  return word.replace(/[^\w/:.,=-]/g, '\\$&')
}
