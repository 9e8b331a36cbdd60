import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { MessageSplitter } from '../../simulator/reader/wire/message-splitter.js'
import { uint16 } from '../../src/bytes/big-endian.js'
import { concat } from '../../src/bytes/concat.js'

const POWER_OFF = Uint8Array.of(0x00)
const POWER_ON = Uint8Array.of(0x01)
const RESET = Uint8Array.of(0x02)
const GET_ATR = Uint8Array.of(0x04)

/** Plays a vpcd on a port of the loopback interface that the kernel chooses: a card that connects is put in. */
export class PlayedVpcd {
  readonly #server: Server
  #socket: Socket | undefined
  #answered: (answer: Uint8Array) => void = () => undefined
  #gone: (reason: Error) => void = () => undefined

  private constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => {
      this.#attach(socket)
    })
  }

  static async listen(): Promise<PlayedVpcd> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new PlayedVpcd(server)
  }

  /** Where the card has to connect: `HOST:PORT`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Resolves when the card is in, and under power. */
  async cardIsIn(): Promise<void> {
    if (!this.#socket) await once(this.#server, 'connection')
    this.#send(POWER_ON)
  }

  /** Resolves when the card is out; another one may come. */
  async cardIsOut(): Promise<void> {
    if (this.#socket) await once(this.#socket, 'close')
  }

  /** Response APDU. */
  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#ask(command)
  }

  atr(): Promise<Uint8Array> {
    return this.#ask(GET_ATR)
  }

  /** Warm reset. */
  reset(): void {
    this.#send(RESET)
  }

  /** Takes the card's power away and gives it back. */
  restart(): void {
    this.#send(POWER_OFF)
    this.#send(POWER_ON)
  }

  close(): void {
    this.#socket?.destroy()
    this.#server.close()
  }

  #attach(socket: Socket): void {
    const splitter = new MessageSplitter({ lengthBytes: 2, longest: 0xffff })
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => {
      for (const message of splitter.take(bytes)) this.#answered(message)
    })
    socket.on('error', () => undefined)
    socket.once('close', () => {
      this.#socket = undefined
      this.#gone(new Error('the card is gone'))
    })
  }

  #ask(message: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#gone = reject
      this.#send(message)
    })
  }

  #send(message: Uint8Array): void {
    this.#socket?.write(concat(uint16(message.length), message))
  }
}
