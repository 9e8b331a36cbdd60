import { fileURLToPath } from 'node:url'
import { encodeFrame } from './frame.js'
import { type ReadAnswer, readMechanisms, readModuleFacts, readSessionNumber, readSlots } from './module-answers.js'
import { deadlineMs, type ModuleRequest } from './module-calls.js'
import { ModuleChild } from './module-child.js'
import { gone } from './module-losses.js'
import type { MechanismFacts, ModuleFacts, SlotFacts, TokenModule, TokenSession } from './token-module.js'
import { type CallOptions, ChildSession } from './token-session.js'

/** How long a call on its way is waited for when the module is closed, in ms. */
const BUSY_MS = 2_000

export interface TokenModuleOptions {
  /** For every call, and for C_Initialize, instead of the standard deadlines; not where a person types at the reader. */
  readonly patienceMs?: number
}

/**
 * A vendor's module, in a process of its own that starts with the first call. It may hang, crash or end itself there; the
 * call that was on the way is told, and the next one starts a new process.
 *
 * @param path - of the shared library
 */
export function openTokenModule(path: string, options: TokenModuleOptions = {}): TokenModule {
  return new ModuleProcess(path, options)
}

/** Lets calls to the process of a module take turns. */
class ModuleProcess implements TokenModule {
  readonly path: string
  readonly #patienceMs: number | undefined
  #child: ModuleChild | undefined
  /** The end of the last call that was made; never rejects. */
  #turns: Promise<unknown> = Promise.resolve()
  /** Counts the calls of `close`: what still waits for its turn then, waits no longer. */
  #closed = 0

  constructor(path: string, { patienceMs }: TokenModuleOptions) {
    this.path = path
    this.#patienceMs = patienceMs
  }

  facts(): Promise<ModuleFacts> {
    return this.#call({ call: 'facts' }, readModuleFacts)
  }

  slots(): Promise<readonly SlotFacts[]> {
    return this.#call({ call: 'slots' }, readSlots)
  }

  mechanisms(slot: string): Promise<readonly MechanismFacts[]> {
    return this.#call({ call: 'mechanisms', slot }, readMechanisms)
  }

  open(slot: string): Promise<TokenSession> {
    return this.#call({ call: 'open', slot }, (result) => {
      const child = this.#opened()
      return new ChildSession(
        (request, read, options) => this.#call(request, read, options, child),
        readSessionNumber(result),
      )
    })
  }

  async close(): Promise<void> {
    this.#closed++
    const [turns, child] = [this.#turns, this.#child]
    this.#child = undefined
    const end = endOf(turns, BUSY_MS).then(() => child?.finish())
    this.#turns = end
    await end
  }

  /**
   * Makes one call when its turn comes. `bytes` are read before this returns.
   *
   * @param child - the process that a session is in; undefined: the one that runs, or a new one
   * @throws CryptokiError, HealthCardError
   */
  async #call<T>(
    request: ModuleRequest,
    read: ReadAnswer<T>,
    { bytes, ms }: CallOptions = {},
    child?: ModuleChild,
  ): Promise<T> {
    const frame = encodeFrame(request, bytes)
    const closed = this.#closed
    const turn = this.#turns.then(async () => {
      try {
        const process = child ?? (closed === this.#closed ? await this.#running() : undefined)
        if (!process || process.lost || closed !== this.#closed) throw gone(this.path)
        const deadline = ms ?? deadlineMs(request, this.#patienceMs)
        return await process.exchange({ call: request.call, frame, ms: deadline, read })
      } finally {
        // It may have carried a PIN and never been sent.
        frame.fill(0)
      }
    })
    this.#turns = turn.catch(() => undefined)
    return await turn
  }

  async #running(): Promise<ModuleChild> {
    if (this.#child?.lost) {
      // What it held of the reader is free only then.
      await this.#child.ended()
      this.#child = undefined
    }
    const child = (this.#child ??= early.get(this.path) ?? new ModuleChild(this.path, hostProgram(), this.#patienceMs))
    early.delete(this.path)
    await child.ready
    return child
  }

  /** The process that has just answered. */
  #opened(): ModuleChild {
    if (!this.#child) throw gone(this.path)
    return this.#child
  }
}

/** Processes that were begun before anybody asked for them. */
const early = new Map<string, ModuleChild>()

/**
 * Starts the process of a module that will be needed: it takes as long to begin as this program, and can do so at the same
 * time. Told to whoever uses the module first, whatever comes of it.
 */
export function beginTokenModule(path: string): void {
  early.set(path, new ModuleChild(path, hostProgram()))
}

/** The program that runs a module lies beside the bundle; this code as it is written, or compiled by itself, uses that one too. */
function hostProgram(): string {
  const here = import.meta.url
  const isCompiledAlone = here.endsWith('/dist/src/pkcs11/module-process.js')
  const folder = here.endsWith('.ts') ? '../../dist/program' : isCompiledAlone ? '../../program' : '.'
  return fileURLToPath(new URL(`${folder}/module-host.cjs`, here))
}

/** Waits for `work`, which never rejects, but not longer than `ms`. */
async function endOf(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([
    work,
    new Promise((resolve) => {
      timer = setTimeout(resolve, ms)
    }),
  ])
  clearTimeout(timer)
}
