import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { uint16 } from '../../src/bytes/big-endian.js'
import { concat } from '../../src/bytes/concat.js'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { MessageSplitter } from '../../simulator/reader/wire/message-splitter.js'
import { TwinProcess, type TwinOptions } from './twin-process.js'

const POWER_OFF = Uint8Array.of(0x00)
const POWER_ON = Uint8Array.of(0x01)
const RESET = Uint8Array.of(0x02)
const GET_ATR = Uint8Array.of(0x04)

/**
 * The Java Card twin under power, over the wire of vpcd, on a port of the loopback interface that the kernel chooses: the test
 * plays vpcd.
 */
export class Twin implements AsyncDisposable {
  readonly #process: TwinProcess
  readonly #server: Server
  readonly #socket: Socket
  readonly #splitter = new MessageSplitter({ lengthBytes: 2, longest: 0xffff })
  #answered: (answer: Uint8Array) => void = () => undefined
  #gone: (reason: Error) => void = () => undefined

  private constructor(process: TwinProcess, server: Server, socket: Socket) {
    this.#process = process
    this.#server = server
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => {
      for (const message of this.#splitter.take(bytes)) this.#answered(message)
    })
    socket.on('error', () => undefined)
    socket.once('close', () => {
      this.#gone(new Error('the twin is gone'))
    })
    this.#send(POWER_ON)
  }

  /** Starts it. @throws Error where it does not start */
  static async start(options: TwinOptions): Promise<Twin> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const connected = once(server, 'connection') as Promise<[Socket]>
    const process = new TwinProcess(options, ['--vpcd', `127.0.0.1:${(server.address() as AddressInfo).port}`])
    try {
      await process.ready
    } catch (error) {
      server.close()
      throw error
    }
    const [socket] = await connected
    return new Twin(process, server, socket)
  }

  /** Response APDU. */
  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#ask(command)
  }

  /** The same in hex. */
  async ask(command: string): Promise<string> {
    return toHex(await this.transmit(fromHex(command)))
  }

  atr(): Promise<Uint8Array> {
    return this.#ask(GET_ATR)
  }

  /** Warm reset. */
  reset(): void {
    this.#send(RESET)
  }

  /** Takes its power away and gives it back. */
  restart(): void {
    this.#send(POWER_OFF)
    this.#send(POWER_ON)
  }

  /** Ends it; resolves to its exit status. */
  async close(): Promise<number | null> {
    const status = await this.#process.close()
    this.#socket.destroy()
    this.#server.close()
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

  #ask(message: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#gone = reject
      this.#send(message)
    })
  }

  #send(message: Uint8Array): void {
    this.#socket.write(concat(uint16(message.length), message))
  }
}
