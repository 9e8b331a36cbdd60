import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import type { CardCounters } from '../../simulator/card/card-counters.js'
import { imageCard } from '../../simulator/reader/card-source.js'
import type { ReaderPlan } from '../../simulator/reader/reader-bench.js'
import type { ReaderTraceLine } from '../../simulator/reader/reader-trace.js'
import { startPcscd, type RunningPcscd } from '../../simulator/reader/start-pcscd.js'
import type { Call, CallOptions, Desk, RunningCall, SimulatedCard } from '../support/cli.js'
import { runPcscTool } from '../support/opensc.js'
import { driverPath } from '../support/reader-workshop.js'
import { whyNoReaders } from '../support/why-no-readers.js'

/** The native modules that can be loaded here; a test of the others is skipped. */
export const backends = (['pcsc-mini', 'pcsclite'] as const).filter((name) => {
  try {
    createRequire(import.meta.url)(name)
    return true
  } catch {
    return false
  }
})

/** Why nothing here can be tested; undefined: it can. */
export const missing = whyNoReaders

/** For half a second: pcscd looks at each reader every 400 ms. */
const LOOKS = 10

/** A desk with card readers at a pcscd of its own. */
export class ReaderDesk implements AsyncDisposable {
  readonly desk: Desk
  readonly running: RunningPcscd
  /** All that has passed the contacts of all readers. */
  readonly trace: ReaderTraceLine[]
  /** What went wrong in readers without anybody having planned it. */
  readonly failures: unknown[]

  private constructor(desk: Desk, running: RunningPcscd, trace: ReaderTraceLine[], failures: unknown[]) {
    this.desk = desk
    this.running = running
    this.trace = trace
    this.failures = failures
  }

  /** @param backend - for all calls of the program */
  static async set(desk: Desk, backend: string, readers: readonly ReaderPlan[]): Promise<ReaderDesk> {
    const trace: ReaderTraceLine[] = []
    const failures: unknown[] = []
    const running = await startPcscd({
      driverPath,
      readers,
      trace: (line) => trace.push(line),
      onFailure: (error) => failures.push(error),
    })
    // The readers are real ones as far as the program knows: a stream for PIN.QES needs the word of an administrator.
    mkdirSync(desk.path('config', 'ehba'), { recursive: true })
    desk.file('config/ehba/config.json', JSON.stringify({ allowSecretsStreamForQes: true, pcscBackend: backend }))
    return new ReaderDesk(desk, running, trace, failures)
  }

  get env(): Readonly<Record<string, string>> {
    return { PCSCLITE_CSOCK_NAME: this.running.socketPath }
  }

  /** Runs the program to its end. */
  ehba(args: readonly string[], options: CallOptions = {}): Promise<Call> {
    return this.start(args, options).ended
  }

  /** Starts the program. */
  start(args: readonly string[], options: CallOptions = {}): RunningCall {
    return this.desk.start(args, { ...options, env: { ...this.env, ...options.env } })
  }

  /** What the card in the first reader has counted; undefined while there is none. */
  get counters(): CardCounters | undefined {
    return this.running.bench.counters()[0]
  }

  /** What another program gets for GET PIN STATUS of PIN.QES, after it has selected DF.QES. */
  async qesStatusForOthers(): Promise<string> {
    const args = ['-c', 'default', '-s', '00A4040C06D27600006601', '-s', '80200081']
    return (await runPcscTool(this.running.socketPath, 'opensc-tool', args)).output
  }

  /** Commands that went to the card of a reader since the trace had `from` lines, hex. */
  commands(from = 0): readonly string[] {
    return this.trace.slice(from).flatMap((line) => ('toCard' in line ? [line.toCard] : []))
  }

  /**
   * Resolves when the first reader shows its card. Not one look counts: pcscd shows a reader that was unplugged as there
   * once more when a connection to it ends.
   */
  async isBack(): Promise<void> {
    for (let looks = 0; looks < LOOKS; looks++) {
      const [reader] = await this.running.pcscd.readers().catch(() => [])
      if (reader?.card !== 'present') looks = 0
      await wait(50)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.close()
  }
}

/** A card for a reader. */
export function cardIn({ image }: Pick<SimulatedCard, 'image'>): ReturnType<typeof imageCard> {
  return imageCard({ imagePath: image })
}
