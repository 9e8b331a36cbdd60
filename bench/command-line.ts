import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** The program as it is installed. */
export const ehba = fileURLToPath(new URL('../../bin/ehba', import.meta.url))

/** What a process used from its start to its end, in ms. */
export interface ProcessCost {
  readonly wallMs: number
  /** User and system time. */
  readonly cpuMs: number
}

/** What is installed beside this machine's own Node.js costs each start 0.1 s, and is no part of a program. */
export const plainEnv = { ...process.env, NODE_EXTRA_CA_CERTS: undefined }

/** Runs `node` with these arguments. @throws Error unless the process ends with exit code 0 */
export function runNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ProcessCost> {
  return runProgram(process.execPath, args, env)
}

/**
 * Runs a program to its end. Bash's `time` takes the times, to the millisecond: Node does not tell those of its children.
 *
 * @throws Error unless the process ends with exit code 0
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessCost> {
  const timed = ['-c', 'TIMEFORMAT="%3R %3U %3S"; time "$@" 2>&3', 'bash', program, ...args]
  const child = spawn('bash', timed, { env: { ...plainEnv, ...env }, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  const [times, complaint] = [textOf(child.stderr), textOf(child.stdio[3])]
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${await complaint}`)
  const [wall = 0, user = 0, system = 0] = (await times).trim().split(' ').map(Number)
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 }
}

async function textOf(stream: unknown): Promise<string> {
  let text = ''
  for await (const part of (stream as Readable).setEncoding('utf8')) text += String(part)
  return text
}
