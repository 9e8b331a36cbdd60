import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrivatePcscd } from './pcscd/private-pcscd.js'
import { ReaderBench, type BenchOptions } from './reader-bench.js'
import { ReaderError } from './reader-error.js'
import { ReaderServer } from './reader-server.js'
import type { SimulatedReader } from './simulated-reader.js'

/** Options of {@link startPcscd}. */
export interface StartPcscdOptions extends Omit<BenchOptions, 'attach' | 'onPcscdKilled'> {
  /** The driver of simulator/ifd. */
  readonly driverPath: string
  /** `/usr/sbin/pcscd` where not said. */
  readonly program?: string
}

/** Simulated readers in a pcscd of their own. */
export interface RunningPcscd extends AsyncDisposable {
  /** For clients, as environment variable `PCSCLITE_CSOCK_NAME`. */
  readonly socketPath: string
  /** What pcscd calls the readers, in the order in which they were given. */
  readonly readerNames: readonly string[]
  readonly bench: ReaderBench
  readonly pcscd: PrivatePcscd
  /** Ends pcscd, then the readers; what they held is closed. */
  close(): Promise<void>
}

/**
 * Starts simulated readers and a private pcscd that shows them, in a temporary folder of its own (0700). pcscd ends with this
 * process, also where it is killed.
 *
 * @throws ReaderError `pcscdMissing`, `pcscdFailed`, `placeUnusable`
 * @throws SimulatorError where a card cannot be opened
 */
export async function startPcscd({ driverPath, program, ...options }: StartPcscdOptions): Promise<RunningPcscd> {
  const folder = await makeFolder()
  const clear: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const step of clear.splice(0).reverse()) await step()
  }
  try {
    const killed = new KilledPcscd(options.onFailure)
    const bench = await ReaderBench.set({
      ...options,
      attach: (reader, number) => serve(reader, socketOf(folder, number), options.onFailure),
      onPcscdKilled: (back) => killed.suffer(back),
    })
    clear.push(() => bench.close())
    const entries = bench.readers.map(({ name }, i) => ({ name, socketPath: socketOf(folder, i + 1) }))
    const pcscd = await PrivatePcscd.start({
      folder,
      readers: entries,
      driverPath,
      ...(program !== undefined && { program }),
    })
    killed.pcscd = pcscd
    clear.push(() => killed.stop())
    const names = (await pcscd.readers()).map(({ name }) => name)
    const readerNames = entries.map((entry) => names.find((name) => name.startsWith(`${entry.name} `)) ?? entry.name)
    return { socketPath: pcscd.socketPath, readerNames, bench, pcscd, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

function socketOf(folder: string, number: number): string {
  return join(folder, `reader-${number}`)
}

function serve(reader: SimulatedReader, path: string, onFailure: (error: unknown) => void): Promise<ReaderServer> {
  return ReaderServer.listen(path, (question) => reader.respond(question), onFailure)
}

/** Kills pcscd where a fault says so, and starts it again in time. */
class KilledPcscd {
  pcscd: PrivatePcscd | undefined
  readonly #onFailure: (error: unknown) => void
  #restart: NodeJS.Timeout | undefined

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure
  }

  async suffer(backAfterMs: number | undefined): Promise<void> {
    await this.pcscd?.kill()
    if (backAfterMs === undefined) return
    this.#restart = setTimeout(() => {
      this.pcscd?.restart().catch(this.#onFailure)
    }, backAfterMs)
  }

  async stop(): Promise<void> {
    clearTimeout(this.#restart)
    await this.pcscd?.stop()
  }
}

async function makeFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'ehba-pcscd-'))
  } catch (cause) {
    throw new ReaderError('placeUnusable', 'no temporary folder can be made', { cause })
  }
}
