import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { BackendName } from '../src/pcsc/pcsc-backend.js'
import type { BenchCard } from './bench-card.js'
import { plainEnv } from './command-line.js'
import { end } from './simulated-reader.js'

/** Ways to a card. */
export type CardWay = 'in process' | BackendName

/** What a process of card-user.ts is told at its start. */
export interface CardUse extends Pick<BenchCard, 'image' | 'secrets'> {
  readonly way: CardWay
  /** Its own, for what it writes. */
  readonly folder: string
  /** How long a signature takes, in process; behind PC/SC whoever serves the card knows it. */
  readonly signMs: number
}

/** What it can be asked for. */
export interface Orders {
  /** µs of each of so many commands that the card answers at once. */
  exchanges(count: number): Promise<readonly number[]>
  /** ms of each of so many signatures, one after the other with nothing between them. */
  signatures(count: number): Promise<readonly number[]>
  /** Signs so many documents; ms per signature, from the first that was asked for to the last that came. */
  batch(count: number): Promise<number>
}

/** A question to it. */
export interface CardTask {
  readonly order: keyof Orders
  readonly count: number
}

/** As many threads as `bin/ehba` asks for. */
const threads = { UV_THREADPOOL_SIZE: '24' }

/** A process that does nothing but use a card. */
export class CardUser implements AsyncDisposable, Orders {
  readonly #process: ChildProcess

  constructor(use: CardUse, env: Readonly<Record<string, string>> = {}) {
    const program = fileURLToPath(new URL('./card-user.js', import.meta.url))
    this.#process = fork(program, [JSON.stringify(use)], { env: { ...plainEnv, ...env, ...threads } })
  }

  exchanges(count: number): Promise<readonly number[]> {
    return this.#ask({ order: 'exchanges', count })
  }

  signatures(count: number): Promise<readonly number[]> {
    return this.#ask({ order: 'signatures', count })
  }

  batch(count: number): Promise<number> {
    return this.#ask({ order: 'batch', count })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await end(this.#process)
  }

  async #ask<T>(task: CardTask): Promise<T> {
    const over = new AbortController()
    const { signal } = over
    const ended = once(this.#process, 'exit', { signal }).then(() => {
      throw new Error(`a process that used a card ended instead of: ${task.order}`)
    })
    try {
      this.#process.send(task)
      const [answer] = (await Promise.race([once(this.#process, 'message', { signal }), ended])) as [T]
      return answer
    } finally {
      over.abort()
    }
  }
}
