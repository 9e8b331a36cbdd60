import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cliAdapters } from '../../bin/cli-adapters.js'
import type { CliAdapters } from '../../src/cli/adapters.js'
import { runCli } from '../../src/cli/run.js'
import type { PersonConsole } from '../../src/cli/terminal/terminal.js'

/** What one call of the program left behind. */
export interface EhbaResult {
  readonly exit: number
  readonly out: string
  readonly err: string
}

/** A place for one test: its files, its state folder, its configuration. */
export interface Desk {
  readonly folder: string
  /** Path of a file in the folder. */
  readonly path: (name: string) => string
  /** Runs the program with these words; `secrets` become a file of their own that is named to it. */
  readonly ehba: (words: readonly string[], options?: RunOptions) => Promise<EhbaResult>
  /** The same with `--json`, parsed. */
  readonly json: (words: readonly string[], options?: RunOptions) => Promise<JsonResult>
}

/** Options of one call. */
export interface RunOptions {
  /** Lines of a secrets stream. */
  readonly secrets?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly console?: PersonConsole
  readonly signal?: AbortSignal
  /** Whether somebody looks at standard output. */
  readonly outIsTerminal?: boolean
  /** Takes the place of real adapters. */
  readonly adapters?: Partial<CliAdapters>
}

/** An answer of `--json`. */
export interface JsonResult {
  readonly exit: number
  readonly data: Readonly<Record<string, unknown>>
  readonly error: { readonly code: string; readonly exit: number; readonly triesLeft?: number | null } | undefined
}

/** A fresh place. The program runs in this process with its real adapters; only the terminal is a scripted one. */
export function newDesk(): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'ehba-cli-'))
  const path = (name: string): string => join(folder, name)
  let calls = 0
  const ehba = async (words: readonly string[], options: RunOptions = {}): Promise<EhbaResult> => {
    const env = { XDG_STATE_HOME: path('state'), XDG_CONFIG_HOME: path('config'), LC_ALL: 'C', ...options.env }
    const argv = [...words]
    if (options.secrets) {
      const file = path(`secrets-${++calls}`)
      writeFileSync(file, `${options.secrets.join('\n')}\n`, { mode: 0o600 })
      argv.push('--secrets-file', file)
    }
    const [out, err]: [Uint8Array[], string[]] = [[], []]
    const exit = await runCli({
      argv,
      env,
      terminal: {
        out: (data) => out.push(Buffer.from(data)),
        err: (text) => err.push(text),
        outIsTerminal: options.outIsTerminal ?? false,
        progressStream: undefined,
        openConsole: () => options.console,
      },
      adapters: { ...cliAdapters(env), ...options.adapters },
      version: '1.2.3',
      signal: options.signal ?? new AbortController().signal,
    })
    return { exit, out: Buffer.concat(out).toString('utf8'), err: err.join('') }
  }
  const json = async (words: readonly string[], options?: RunOptions): Promise<JsonResult> => {
    const { exit, out } = await ehba([...words, '--json'], options)
    const data = JSON.parse(out) as JsonResult['data']
    return { exit, data, error: data['error'] as JsonResult['error'] }
  }
  return { folder, path, ehba, json }
}

/** A simulated card of a desk. */
export interface DeskCard {
  /** The words that choose it: `--reader sim:…`. */
  readonly reader: readonly string[]
  readonly folder: string
  /** A secret of its letter: `PIN.QES.transport`. */
  readonly secret: (name: string) => string
  /** The line of the secrets stream for it. */
  readonly line: (name: string) => string
}

/** Makes a simulated card by the program itself. */
export async function newCard(desk: Desk, name: string, ...words: readonly string[]): Promise<DeskCard> {
  const folder = desk.path(name)
  const made = await desk.ehba(['sim', 'create', ...words, '--out', folder])
  if (made.exit !== 0) throw new Error(made.err)
  const lines = readFileSync(join(folder, 'secrets'), 'utf8').split('\n')
  const secret = (wanted: string): string => {
    const found = lines.find((line) => line.startsWith(`${wanted}=`))
    if (found === undefined) throw new Error(`the card has no ${wanted}`)
    return found.slice(wanted.length + 1)
  }
  return {
    reader: ['--reader', `sim:${join(folder, 'card.xml')}`],
    folder,
    secret,
    line: (wanted) => `${wanted}=${secret(wanted)}`,
  }
}

/** Digits of the same length that are different. */
export function wrong(digits: string): string {
  return digits.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10))
}

/** A person who answers each prompt with these keys, in order, and keeps what was shown. */
export function typist(...answers: readonly string[]): PersonConsole & { readonly shown: () => string } {
  const keys = [...answers]
  let shown = ''
  return {
    write: (text) => {
      shown += text
    },
    readKeys: (prompt, take, _timeoutMs, signal) => {
      shown += prompt
      if (signal.aborted) return Promise.resolve('stopped')
      const answer = keys.shift()
      if (answer === undefined) return Promise.resolve('timedOut')
      for (const byte of Buffer.from(answer, 'latin1')) if (take(byte)) return Promise.resolve('done')
      throw new Error('the answer does not end the entry')
    },
    close: () => undefined,
    shown: () => shown,
  }
}
