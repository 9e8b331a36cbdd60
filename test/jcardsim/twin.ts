import { fromHex, toHex } from '../../src/bytes/hex.js'
import { PlayedVpcd } from '../support/played-vpcd.js'
import { TwinProcess, type TwinOptions } from './twin-process.js'

/** The Java Card twin under power, over the wire of vpcd. */
export class Twin implements AsyncDisposable {
  readonly #process: TwinProcess
  readonly #vpcd: PlayedVpcd

  private constructor(process: TwinProcess, vpcd: PlayedVpcd) {
    this.#process = process
    this.#vpcd = vpcd
  }

  /** Starts it. @throws Error where it does not start */
  static async start(options: TwinOptions): Promise<Twin> {
    const vpcd = await PlayedVpcd.listen()
    const process = new TwinProcess(options, ['--vpcd', vpcd.address])
    try {
      await process.ready
    } catch (error) {
      vpcd.close()
      throw error
    }
    await vpcd.cardIsIn()
    return new Twin(process, vpcd)
  }

  /** Response APDU. */
  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#vpcd.transmit(command)
  }

  /** The same in hex. */
  async ask(command: string): Promise<string> {
    return toHex(await this.transmit(fromHex(command)))
  }

  atr(): Promise<Uint8Array> {
    return this.#vpcd.atr()
  }

  /** Warm reset. */
  reset(): void {
    this.#vpcd.reset()
  }

  /** Takes its power away and gives it back. */
  restart(): void {
    this.#vpcd.restart()
  }

  /** Ends it; resolves to its exit status. */
  async close(): Promise<number | null> {
    const status = await this.#process.close()
    this.#vpcd.close()
    return status
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#process.kill()
    await this.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
