import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { PrivatePcscd } from '../../simulator/reader/pcscd/private-pcscd.js'
import { driverPath } from '../support/reader-workshop.js'
import { TwinProcess, type TwinOptions } from './twin-process.js'

const READER = 'Twin'
const SOCKET = 'reader'
const POLL_MS = 20

/** The Java Card twin in the only reader of a pcscd of its own. */
export class TwinInReader implements AsyncDisposable {
  /** For clients, as environment variable `PCSCLITE_CSOCK_NAME`. */
  readonly socketPath: string
  /** What pcscd calls the reader begins with it. */
  readonly readerName = READER
  readonly #folder: string
  readonly #pcscd: PrivatePcscd
  #twin: TwinProcess

  private constructor(folder: string, pcscd: PrivatePcscd, twin: TwinProcess) {
    this.#folder = folder
    this.#pcscd = pcscd
    this.#twin = twin
    this.socketPath = pcscd.socketPath
  }

  /** Starts both. @throws Error, ReaderError where one of them does not start */
  static async start(options: TwinOptions): Promise<TwinInReader> {
    const folder = await mkdtemp(join(tmpdir(), 'ehba-twin-'))
    const twin = new TwinProcess(options, placeIn(folder))
    try {
      await twin.ready
      const readers = [{ name: READER, socketPath: join(folder, SOCKET) }]
      return new TwinInReader(folder, await PrivatePcscd.start({ folder, readers, driverPath }), twin)
    } catch (error) {
      await twin.close()
      await rm(folder, { recursive: true })
      throw error
    }
  }

  /** Ends the process of the card, as a power cut does: for pcscd the card is pulled out. Resolves when pcscd has seen it. */
  async pull(): Promise<void> {
    await this.#twin.kill()
    await rm(join(this.#folder, SOCKET), { force: true })
    await this.#untilSeen('absent')
  }

  /** Starts it again: the card is put back. Resolves when pcscd has seen it. */
  async insert(options: TwinOptions): Promise<void> {
    this.#twin = new TwinProcess(options, placeIn(this.#folder))
    await this.#twin.ready
    await this.#untilSeen('present')
  }

  /** Ends both; resolves to the exit status of the card's process. */
  async close(): Promise<number | null> {
    await this.#pcscd.stop()
    const status = await this.#twin.close()
    await rm(this.#folder, { recursive: true, force: true })
    return status
  }

  async #untilSeen(card: 'present' | 'absent'): Promise<void> {
    for (;;) {
      const [reader] = await this.#pcscd.readers()
      if (reader?.card === card) return
      await wait(POLL_MS)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

function placeIn(folder: string): readonly string[] {
  return ['--reader-socket', join(folder, SOCKET)]
}
