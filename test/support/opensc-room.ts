import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CardSource } from '../../simulator/reader/card-source.js'
import type { ReaderPlan } from '../../simulator/reader/reader-bench.js'
import type { ReaderTraceLine } from '../../simulator/reader/reader-trace.js'
import { startPcscd, type RunningPcscd } from '../../simulator/reader/start-pcscd.js'
import { runPcscTool, type ToolResult } from './opensc.js'
import { driverPath } from './reader-workshop.js'
import { untilPcscdSees } from './until-pcscd-sees.js'
import { whyNoReaders } from './why-no-readers.js'

const places = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((place) => `/usr/lib/${place}/opensc-pkcs11.so`)
const modulePath = places.find((path) => existsSync(path))

/** Why opensc-pkcs11.so cannot be tried here; undefined: it can. */
export const whyNoOpensc =
  whyNoReaders ??
  (modulePath === undefined || !existsSync('/usr/bin/pkcs11-tool') ? 'OpenSC is not installed' : undefined)

/** Options of {@link OpenscRoom.open}. */
export interface OpenscRoomOptions {
  readonly card: CardSource
  /** Names of OpenSC's card drivers, all others are off. `internal` stands for those that OpenSC tries by itself. */
  readonly drivers: readonly string[]
  /** More lines for `app default { … }`. */
  readonly configuration?: readonly string[]
  readonly reader?: Omit<ReaderPlan, 'card'>
}

/** opensc-pkcs11.so with a card in a simulated reader at a pcscd of its own, which ends with the test. */
export class OpenscRoom implements AsyncDisposable {
  /** What child processes need so that they, and the module in them, find this room. */
  readonly env: Readonly<Record<string, string>>
  readonly running: RunningPcscd
  /** All that has passed the contacts of the card. */
  readonly trace: readonly ReaderTraceLine[]
  /** What went wrong in the reader without anybody having planned it. */
  readonly failures: readonly unknown[]
  readonly #folder: string

  private constructor(folder: string, running: RunningPcscd, trace: ReaderTraceLine[], failures: unknown[]) {
    this.#folder = folder
    this.running = running
    this.trace = trace
    this.failures = failures
    this.env = { PCSCLITE_CSOCK_NAME: running.socketPath, OPENSC_CONF: join(folder, 'opensc.conf') }
  }

  static async open({ card, drivers, configuration = [], reader = {} }: OpenscRoomOptions): Promise<OpenscRoom> {
    const folder = mkdtempSync(join(tmpdir(), 'ehba-opensc-'))
    const trace: ReaderTraceLine[] = []
    const failures: unknown[] = []
    try {
      writeFileSync(join(folder, 'opensc.conf'), openscConfiguration(drivers, configuration), { mode: 0o600 })
      const running = await startPcscd({
        driverPath,
        readers: [{ name: 'Desk', ...reader, card }],
        trace: (line) => trace.push(line),
        onFailure: (error) => failures.push(error),
      })
      return new OpenscRoom(folder, running, trace, failures)
    } catch (error) {
      rmSync(folder, { recursive: true })
      throw error
    }
  }

  /** opensc-pkcs11.so. */
  get modulePath(): string {
    return modulePath ?? 'opensc-pkcs11.so'
  }

  /** Does something that puts the card in or takes it out, and waits until pcscd has seen that. */
  moveCard<T>(work: () => Promise<T>): Promise<T> {
    return untilPcscdSees(this.running.pcscd, 'Desk', work)
  }

  /** Runs a program of OpenSC to its end. */
  run(program: string, ...args: readonly string[]): Promise<ToolResult> {
    return runPcscTool(this.running.socketPath, program, args, { env: this.env })
  }

  /** Runs pkcs11-tool on the module. */
  pkcs11Tool(...args: readonly string[]): Promise<ToolResult> {
    return this.run('pkcs11-tool', '--module', this.modulePath, ...args)
  }

  /** Commands to the card with their answers since the trace had `from` lines, hex. */
  exchanges(from = 0): readonly (readonly [command: string, answer: string | null])[] {
    const lines = this.trace.slice(from)
    const answers = lines.flatMap((line) => ('fromCard' in line ? [line.fromCard] : []))
    const commands = lines.flatMap((line) => ('toCard' in line ? [line.toCard] : []))
    return commands.map((command, i) => [command, answers[i] ?? null])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.close()
    rmSync(this.#folder, { recursive: true })
  }
}

/** OpenSC takes a card for `default` only where that is said twice. */
function openscConfiguration(drivers: readonly string[], more: readonly string[]): string {
  return [
    'app default {',
    ...(drivers.includes('default') ? ['  enable_default_driver = true;'] : []),
    `  card_drivers = ${drivers.join(', ')};`,
    ...more.map((line) => `  ${line}`),
    '  framework pkcs15 { use_file_caching = no; }',
    '}',
    '',
  ].join('\n')
}
