import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import { twinJars } from './build-twin.js'

/** The launcher's class. */
export const twinMain = 'de.ehba.twin.launcher.CardMain'

/** How the twin is started. */
export interface TwinOptions {
  /** Image of a card. */
  readonly image: string
  /** Where its state is kept; beside the image when not said. */
  readonly state?: string
  /** Nothing is kept: each power-up gives a card that was just made. */
  readonly volatile?: boolean
  /** It repeats itself by this number. */
  readonly seed?: number
  readonly cos?: '3.10' | '3.12'
  /** Put jCardSim's classes first, with their constant nonces: for the attack on them, and nothing else. */
  readonly upstreamRandomness?: boolean
}

/**
 * Starts a class of the twin with these words.
 *
 * @param jars - the twin's first, and so its randomness, where not said
 */
export function startTwinJava(
  main: string,
  words: readonly string[],
  jars: readonly string[] = [twinJars.twin, twinJars.jCardSim],
): ChildProcessWithoutNullStreams {
  // Several of them run at once, each with little to collect.
  return spawn('java', ['-XX:+UseSerialGC', '-cp', jars.join(delimiter), main, ...words])
}

/** The launcher of simulator/jcardsim as a process of its own. */
export class TwinProcess {
  readonly #process: ChildProcessWithoutNullStreams
  /** Resolves when the card can be used. @throws Error with what the launcher said where it ended instead */
  readonly ready: Promise<void>

  /** @param place - words that say where the card goes */
  constructor(
    { image, state, volatile = false, seed, cos, upstreamRandomness = false }: TwinOptions,
    place: readonly string[],
  ) {
    const words = [
      ...['--image', image, ...place],
      ...(state === undefined ? [] : ['--state', state]),
      ...(volatile ? ['--volatile'] : []),
      ...(seed === undefined ? [] : ['--seed', String(seed)]),
      ...(cos === undefined ? [] : ['--cos', cos]),
      ...(upstreamRandomness ? ['--upstream-randomness'] : []),
    ]
    this.#process = startTwinJava(twinMain, words, upstreamRandomness ? [twinJars.jCardSim, twinJars.twin] : undefined)
    let said = ''
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    this.ready = new Promise((resolve, reject) => {
      this.#process.stdout.once('data', () => {
        resolve()
      })
      this.#process.once('error', reject)
      this.#process.once('close', (status) => {
        reject(new Error(`the twin ended with ${String(status)}: ${said}`))
      })
    })
    // Whoever waits for it is told; a process that ends later has been told to.
    this.ready.catch(() => undefined)
  }

  /** Tells it to end, and resolves to its exit status. */
  async close(): Promise<number | null> {
    const { exitCode, signalCode } = this.#process
    if (exitCode !== null || signalCode !== null) return exitCode
    const closed = once(this.#process, 'close')
    this.#process.stdin.end()
    const [status] = (await closed) as [number | null]
    return status
  }

  /** Ends it without any chance to say good-bye. */
  async kill(): Promise<void> {
    const closed = once(this.#process, 'close')
    this.#process.kill('SIGKILL')
    await closed
  }
}
