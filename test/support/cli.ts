import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { PreparedCall } from './reader-room.js'
import { pinsAreTyped, roomOfTests } from './room-of-tests.js'
import { secretLines, type Secrets } from './secrets.js'

const program = fileURLToPath(new URL('../../bin/ehba', import.meta.url))

export type { Secrets } from './secrets.js'

/** What else a call of the program gets. */
export interface CallOptions {
  /**
   * Written to a new file of mode 0600 that is named to the program by `--secrets-file`; where people type at the reader, what
   * they know.
   */
  readonly secrets?: Secrets
  readonly env?: Readonly<Record<string, string>>
  /** The desk's own folder when not said. */
  readonly cwd?: string
}

/** An answer of `--json`, with the fields that the tests look at. */
export interface Answer {
  readonly schemaVersion: number
  readonly error?: { readonly code: string; readonly exit: number; readonly triesLeft?: number | null }
  readonly batch?: {
    readonly state: string
    readonly signed: number
    readonly total: number
    readonly pinEntries: number
  }
  readonly documents?: readonly { readonly input: string; readonly output: string; readonly state: string }[]
  readonly files?: readonly { readonly file: string; readonly verdict: string; readonly reasons: readonly string[] }[]
  readonly pins?: readonly PinAnswer[]
  readonly outcome?: string
  readonly cards?: readonly CountersAnswer[]
}

export interface PinAnswer {
  readonly pin: string
  readonly status?: string
  readonly triesLeft?: number | null
  readonly changeInterrupted?: boolean
  readonly outcome?: string
}

export interface CountersAnswer {
  readonly signatures: Readonly<Record<string, number>>
  readonly passwords: Readonly<Record<string, { readonly triesLeft: number; readonly verified: number }>>
}

/** One call of the program, ended. */
export interface Call {
  readonly args: readonly string[]
  /** Null where a signal ended it. */
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
  /** The object of `--json`. @throws SyntaxError where standard output is anything else */
  readonly json: Answer
}

/** One call of the program, under way. */
export interface RunningCall {
  readonly process: ChildProcess
  readonly ended: Promise<Call>
  /** Resolves when standard error has said it; rejects if the program ends without a word of it. */
  readonly says: (text: string) => Promise<void>
}

/**
 * A person's computer for one test: home, state, configuration and temporary folder of its own, in one folder that is gone
 * afterwards. The program runs as a process without a terminal, as a service starts it.
 */
export class Desk implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ehba-e2e-'))
  /** All calls that have ended, in this order: what the program ever printed. */
  readonly calls: Call[] = []
  readonly env: Readonly<Record<string, string>>
  #secretsFiles = 0

  constructor() {
    for (const name of ['home', 'state', 'config', 'tmp']) mkdirSync(this.path(name))
    this.env = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.path('home'),
      XDG_STATE_HOME: this.path('state'),
      XDG_CONFIG_HOME: this.path('config'),
      TMPDIR: this.path('tmp'),
      // Never the readers of this machine: there may be somebody's card in one.
      PCSCLITE_CSOCK_NAME: this.path('no-pcscd'),
      LC_ALL: 'C',
    }
    const room = roomOfTests()
    // The readers are real ones as far as the program knows: a stream for PIN.QES needs the word of an administrator.
    const settings = { allowSecretsStreamForQes: true, pcscBackend: room?.plan.backend }
    if (room) this.file('config/ehba/config.json', JSON.stringify(settings))
  }

  /** Path of a file or folder at this desk. */
  path(...names: readonly string[]): string {
    return join(this.folder, ...names)
  }

  /** Writes a file, with the folders on the way, and returns its path. */
  file(name: string, content: string | Uint8Array, mode = 0o644): string {
    const path = this.path(name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, content, { mode })
    return path
  }

  /** Writes a new secrets file that only its owner can read, and returns its path. */
  secretsFile(secrets: Secrets): string {
    return this.file(`secrets-${++this.#secretsFiles}`, secretLines(secrets), 0o600)
  }

  /** Runs the program to its end. */
  ehba(args: readonly string[], options?: CallOptions): Promise<Call> {
    return this.start(args, options).ended
  }

  /** What a card itself has counted. */
  async counters({ image }: Pick<SimulatedCard, 'image'>): Promise<CountersAnswer | undefined> {
    const inReader = roomOfTests()?.counters(image)
    return inReader ?? (await this.ehba(['sim', 'list', image, '--json'])).json.cards?.[0]
  }

  /** Starts the program. */
  start(args: readonly string[], { secrets, env, cwd = this.folder }: CallOptions = {}): RunningCall {
    const typed = pinsAreTyped() && args.includes('--reader')
    const words = secrets && !typed ? [...args, '--secrets-file', this.secretsFile(secrets)] : args
    const prepared = roomOfTests()?.prepare(words, secrets)
    const options = { cwd, env: { ...this.env, ...prepared?.env, ...env } }
    const child = prepared ? startWhenReady(prepared, options) : startProgram(words, options)
    const output = { stdout: '', stderr: '' }
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
    const ended = new Promise<Call>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (exit) => {
        prepared?.ended(exit === null)
        const call = endedCall(words, exit, output)
        this.calls.push(call)
        resolve(call)
      })
    })
    const says = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.stderr.includes(text)) resolve()
        }
        child.stderr?.on('data', look)
        child.once('close', () => {
          reject(new Error(`the program never said: ${text}\n${output.stderr}`))
        })
        look()
      })
    return { process: child, ended, says }
  }

  [Symbol.dispose](): void {
    roomOfTests()?.clear(this.folder)
    rmSync(this.folder, { recursive: true })
  }
}

interface ProcessOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

function startProgram(words: readonly string[], options: ProcessOptions): ChildProcess {
  // A session of its own has no controlling terminal: nobody is asked, also where a developer runs the tests.
  return spawn(program, words, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The process is there at once, and becomes the program when the cards are in their readers. */
function startWhenReady({ words, ready }: PreparedCall, options: ProcessOptions): ChildProcess {
  const gate = ['-c', 'read -r _ <&3 && exec "$0" "$@" 3<&-', program, ...words]
  const child = spawn('/bin/sh', gate, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const door = child.stdio[3]
  ready.then(
    () => door instanceof Writable && door.end('\n'),
    (cause: unknown) => child.emit('error', new Error('the card is not in its reader', { cause })),
  )
  return child
}

function endedCall(args: readonly string[], exit: number | null, output: { stdout: string; stderr: string }): Call {
  return {
    args,
    exit,
    ...output,
    get json() {
      return JSON.parse(output.stdout) as Answer
    },
  }
}

/** A simulated card of a desk, made by `ehba sim create`. */
export interface SimulatedCard {
  readonly folder: string
  readonly image: string
  readonly trust: string
  readonly iccsn: string
  readonly telematikId: string
  /** The words that choose it: `--reader sim:…`. */
  readonly reader: readonly string[]
  /** A value of its letter or its secrets file, by the name in the secrets stream. */
  readonly secret: (name: string) => string
}

/** Makes a card in the folder `name` of the desk. */
export async function createCard(desk: Desk, name: string, ...words: readonly string[]): Promise<SimulatedCard> {
  const { exit, json, stderr } = await desk.ehba(['sim', 'create', ...words, '--out', desk.path(name), '--json'])
  if (exit !== 0) throw new Error(stderr)
  const { iccsn, telematikId } = json as unknown as Readonly<Record<'iccsn' | 'telematikId', string>>
  return cardIn(desk.path(name), { iccsn, telematikId })
}

/** Puts a copy of a card on the desk. It is a card of its own: it has the state of the first, and changes alone. */
export function copyCard(desk: Desk, name: string, card: SimulatedCard): SimulatedCard {
  cpSync(card.folder, desk.path(name), { recursive: true })
  return cardIn(desk.path(name), card)
}

function cardIn(folder: string, numbers: Pick<SimulatedCard, 'iccsn' | 'telematikId'>): SimulatedCard {
  const lines = readFileSync(join(folder, 'secrets'), 'utf8').split('\n')
  const secrets = new Map(lines.map((line) => line.split('=') as [string, string]))
  const image = join(folder, 'card.xml')
  return {
    folder,
    image,
    trust: join(folder, 'trust.pem'),
    iccsn: numbers.iccsn,
    telematikId: numbers.telematikId,
    reader: ['--reader', `sim:${image}`],
    secret(wanted) {
      const digits = secrets.get(wanted)
      if (digits === undefined) throw new Error(`the card has no ${wanted}`)
      return digits
    },
  }
}
