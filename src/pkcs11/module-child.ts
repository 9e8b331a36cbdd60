import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { type HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { Deadline } from './deadline.js'
import { encodeFrame, type Frame } from './frame.js'
import { FrameReader } from './frame-reader.js'
import { FAREWELL, withLifeLine } from './life-line.js'
import { readAnswer, type ReadAnswer, readNothing } from './module-answers.js'
import { type CallName, moduleCalls, START_MS } from './module-calls.js'
import { failed, gone, refusal, silent, unusable } from './module-losses.js'
import { ProtocolError } from './protocol-error.js'

/** Its JavaScript needs little, even for long lists of objects; the vendor's memory does not count. */
const HEAP_MB = 64
/** What a process said before its end arrives within this, in ms; a helper of the vendor may hold the line open longer. */
const LAST_WORDS_MS = 200
/** A process is gone this long after SIGKILL, in ms, or hangs in the kernel. */
const END_MS = 1_000

/** One call: the frame is sent and overwritten. */
export interface Exchange<T> {
  readonly call: CallName
  readonly frame: Uint8Array
  readonly ms: number
  readonly read: ReadAnswer<T>
}

interface Waiting {
  readonly call: CallName
  readonly answered: (frame: Frame) => void
  readonly reject: (error: Error) => void
}

/** One process of a module, from its start to its end. It does one call at a time; whoever calls waits for the one before. */
export class ModuleChild {
  /** Rejects when the module does not begin. */
  readonly ready: Promise<void>
  readonly #ended: Promise<void>
  readonly #path: string
  readonly #child: ChildProcess
  readonly #line: Socket | undefined
  readonly #life: Socket | undefined
  readonly #reader = new FrameReader()
  readonly #deadline = new Deadline(() => {
    this.#expire()
  })
  #waiting: Waiting | undefined
  #lost: HealthCardError | undefined
  /** Ends the wait for the end. */
  #giveUp: () => void = () => undefined

  /**
   * @param path - of the module
   * @param host - the program that runs it
   * @param patienceMs - for C_Initialize
   */
  constructor(path: string, host: string, patienceMs: number = moduleCalls.initialize.ms) {
    this.#path = path
    const [program, words] = withLifeLine(process.execPath, [`--max-old-space-size=${HEAP_MB}`, host, path])
    this.#child = spawn(program, words, {
      // Vendors print to 1 and 2. Line 3 is that of the protocol, line 4 the life line.
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // A session of its own: Ctrl-C is for the program, and no module asks for a PIN at the program's terminal. On Windows
      // it would mean a window of its own.
      detached: process.platform !== 'win32',
      windowsHide: true,
      // Node reads those certificates before anything else, 0.1 s of them, and the process never speaks TLS.
      env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
    })
    // Without a process there are no lines either, whatever the types say; 'error' follows then.
    const [line, life] = ((this.#child.stdio as ChildProcess['stdio'] | undefined)?.slice(3) ?? []) as Socket[]
    this.#line = line
    this.#life = life
    this.#ended = this.#watch()
    this.ready = this.#begin(patienceMs)
    // Whoever waits for it is told; a module that is closed before has nobody who waits.
    this.ready.catch(() => undefined)
  }

  get #lines(): readonly Socket[] {
    return [this.#line, this.#life].filter((socket) => socket !== undefined)
  }

  get lost(): boolean {
    return this.#lost !== undefined
  }

  /**
   * Sends a call and waits for its answer.
   *
   * @throws CryptokiError, HealthCardError
   */
  exchange<T>({ call, frame, ms, read }: Exchange<T>): Promise<T> {
    const answer = this.#await(call, ms, read)
    this.#line?.write(frame, () => frame.fill(0))
    return answer
  }

  /** C_Finalize where the process is free for it, and its end. */
  async finish(): Promise<void> {
    const { ms } = moduleCalls.finalize
    if (!this.lost && !this.#waiting) {
      const frame = encodeFrame({ call: 'finalize' })
      await this.exchange({ call: 'finalize', frame, ms, read: readNothing }).catch(() => undefined)
    }
    this.#lose(gone(this.#path))
    await this.ended()
  }

  /** Resolves when a process that was lost is gone, or cannot be ended. */
  async ended(): Promise<void> {
    // Who waits for it is kept by it.
    this.#child.ref()
    await this.#ended
  }

  /** `alive` is ours, and soon there; from then on the module has its time for `ready`. Both may arrive at once. */
  async #begin(patienceMs: number): Promise<void> {
    try {
      await this.#await('initialize', START_MS, () => this.#await('initialize', patienceMs, readNothing))
    } catch (error) {
      // A code at this point is none of a card.
      const reason = isHealthCardError(error) ? error : unusable(this.#path, (error as Error).message, error)
      this.#lose(reason)
      throw reason
    }
  }

  #await<T>(call: CallName, ms: number, read: ReadAnswer<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#lost) {
        reject(this.#lost)
        return
      }
      this.#waiting = {
        call,
        reject,
        answered: ({ header, attachments }) => {
          const answer = readAnswer(header)
          if ('result' in answer) resolve(read(answer.result, attachments))
          else reject(refusal(this.#path, answer))
        },
      }
      this.#deadline.set(ms)
    })
  }

  #watch(): Promise<void> {
    const child = this.#child
    // A module that nobody asks anything does not keep the program; a call does, by its deadline.
    child.unref()
    for (const line of this.#lines) {
      line.unref()
      // The end of the process tells more than the end of a line.
      line.on('error', () => undefined)
    }
    this.#line?.on('data', (chunk) => {
      this.#hear(chunk)
    })
    return new Promise((resolve) => {
      this.#giveUp = resolve
      child.once('error', (error) => {
        this.#lose(failed(this.#path, error.message, error))
        resolve()
      })
      child.once('exit', (code, signal) => {
        resolve()
        const tell = (): void => {
          this.#lose(failed(this.#path, signal === null ? `exit code ${code ?? 0}` : `signal ${signal}`))
        }
        child.once('close', tell)
        setTimeout(tell, LAST_WORDS_MS).unref()
      })
    })
  }

  #hear(chunk: Uint8Array): void {
    if (this.#lost) return
    try {
      this.#reader.push(chunk)
      for (let frame = this.#reader.next(); frame; frame = this.#reader.next()) this.#deliver(frame)
    } catch (error) {
      this.#lose(failed(this.#path, error instanceof Error ? error.message : 'protocol', error))
    }
  }

  #deliver(frame: Frame): void {
    const waiting = this.#waiting
    if (!waiting) throw new ProtocolError('an answer that nobody waits for', 'byte 0')
    this.#waiting = undefined
    this.#deadline.clear()
    try {
      waiting.answered(frame)
    } catch (error) {
      // Whoever asked is told with everybody else.
      this.#waiting = waiting
      throw error
    }
  }

  /** Where we were the ones who slept, Ctrl-Z for one, the answer lies there already: it is looked for once more. */
  #expire(): void {
    const waiting = this.#waiting
    setImmediate(() => {
      if (waiting && waiting === this.#waiting) this.#lose(silent(this.#path, waiting.call))
    })
  }

  /** Ends the process at once, and tells who waits. */
  #lose(reason: HealthCardError): void {
    if (this.#lost) return
    this.#lost = reason
    this.#deadline.clear()
    this.#child.kill('SIGKILL')
    this.#life?.write(FAREWELL)
    for (const line of this.#lines) line.destroy()
    setTimeout(this.#giveUp, END_MS).unref()
    this.#waiting?.reject(reason)
    this.#waiting = undefined
  }
}
