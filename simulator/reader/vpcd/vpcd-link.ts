import { connect, type Socket } from 'node:net'
import { uint16 } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import type { ReaderLink } from '../reader-bench.js'
import { ReaderError } from '../reader-error.js'
import type { SimulatedReader } from '../simulated-reader.js'
import { MessageSplitter } from '../wire/message-splitter.js'
import { Wakefulness } from '../wire/wakefulness.js'
import type { Answer, Question } from '../wire/question.js'

/** Where a stock vpcd waits for cards. */
export interface VpcdAddress {
  readonly host: string
  readonly port: number
}

const FRAMING = { lengthBytes: 2, longest: 0xffff } as const
const RETRY_MS = 200
/** As much as one command and its length field at most. */
const BUFFER_BYTES = 0x10001
const ATR_WANTED = 0x04

/** Messages of one byte are orders of the reader, all others commands for the card. */
const orders: ReadonlyMap<number, Question> = new Map<number, Question>([
  [0x00, { kind: 'powerDown' }],
  [0x01, { kind: 'powerUp' }],
  [0x02, { kind: 'reset' }],
])

/** Reads `HOST:PORT`. @throws ReaderError `placeUnusable` */
export function parseVpcdAddress(text: string): VpcdAddress {
  const [, host = '', digits = ''] = /^\[?([^[\]]+)\]?:(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (host !== '' && port > 0 && port <= 0xffff) return { host, port }
  throw new ReaderError('placeUnusable', `${text} is not HOST:PORT`)
}

/**
 * The card's end of vsmartcard's protocol: messages behind their length in two bytes, big-endian, over TCP. vpcd listens; a
 * card that connects is a card that was put in, a connection that ends is one that was pulled out. Where nobody listens, it
 * tries again until it is closed.
 */
export class VpcdLink implements ReaderLink {
  /** Resolves when the card was put into the vpcd for the first time. */
  readonly connected: Promise<void>
  readonly #reader: SimulatedReader
  readonly #address: VpcdAddress
  readonly #onFailure: (error: unknown) => void
  readonly #wakefulness = new Wakefulness()
  #onConnected: () => void = () => undefined
  #socket: Socket | undefined
  #retry: NodeJS.Timeout | undefined
  #closed = false

  /** @param onFailure - told of what the reader throws; the connection has ended by then */
  constructor(reader: SimulatedReader, address: VpcdAddress, onFailure: (error: unknown) => void) {
    this.#reader = reader
    this.#address = address
    this.#onFailure = onFailure
    this.connected = new Promise((resolve) => {
      this.#onConnected = resolve
    })
    this.changed()
  }

  readonly changed = (): void => {
    const wanted = !this.#closed && this.#reader.plugged && this.#reader.holdsCard
    if (!wanted) this.#socket?.destroy()
    else if (!this.#socket) this.#connect()
  }

  close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    this.#socket?.destroy()
    return Promise.resolve()
  }

  #connect(): void {
    const splitter = new MessageSplitter(FRAMING)
    const buffer = new Uint8Array(BUFFER_BYTES)
    let last: Promise<void> = Promise.resolve()
    const callback = (length: number): boolean => {
      this.#wakefulness.asked()
      for (const message of splitter.take(buffer.subarray(0, length))) {
        last = last.then(() => this.#answer(socket, message))
      }
      return true
    }
    // One buffer for all questions: node:net makes one of 64 KiB for each otherwise, which takes longer than most commands.
    const socket = connect({ ...this.#address, noDelay: true, onread: { buffer, callback } })
    this.#socket = socket
    socket.once('connect', this.#onConnected)
    // Nobody listens yet, or vpcd has gone: what follows is the end of the connection.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      this.#socket = undefined
      this.#retry = setTimeout(this.changed, RETRY_MS)
    })
  }

  async #answer(socket: Socket, message: Uint8Array): Promise<void> {
    try {
      const answer = await this.#respond(message)
      if (answer === undefined || socket.destroyed) return
      if (answer.status !== 'done') {
        socket.destroy()
        return
      }
      socket.write(concat(uint16(answer.body.length), answer.body))
      this.#wakefulness.answered()
    } catch (error) {
      socket.destroy()
      this.#onFailure(error)
    }
  }

  /** Undefined where vpcd waits for no answer. */
  #respond(message: Uint8Array): Promise<Answer | undefined> {
    if (message.length > 1) return this.#reader.respond({ kind: 'transmit', command: message })
    const [order = ATR_WANTED] = message
    if (order === ATR_WANTED) return Promise.resolve({ status: 'done', body: this.#reader.atr })
    const question = orders.get(order)
    return question ? this.#reader.respond(question).then(() => undefined) : Promise.resolve(undefined)
  }
}
