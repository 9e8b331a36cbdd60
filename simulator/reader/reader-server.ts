import { createServer, type Server, type Socket } from 'node:net'
import { DecodeError } from '../../src/bytes/decode-error.js'
import { listenAt } from './listening-socket.js'
import { MessageSplitter } from './wire/message-splitter.js'
import { decodeQuestion, encodeAnswer, type Answer, type Question } from './wire/question.js'

/** 64 KiB of data with header and length fields, and the kind of the question. */
const FRAMING = { lengthBytes: 4, longest: 65_536 + 32 } as const

/** Answers a question of pcscd. */
export type Respond = (question: Question) => Promise<Answer>

/**
 * The reader's end of the wire to the driver (simulator/ifd/README.md): a Unix socket that only its owner may use. One
 * question after the other is answered on each connection.
 */
export class ReaderServer {
  readonly socketPath: string
  readonly #server: Server
  readonly #respond: Respond
  readonly #connections = new Set<Socket>()
  readonly #onFailure: (error: unknown) => void

  private constructor(socketPath: string, respond: Respond, onFailure: (error: unknown) => void) {
    this.socketPath = socketPath
    this.#respond = respond
    this.#onFailure = onFailure
    this.#server = createServer((connection) => {
      this.#serve(connection)
    })
  }

  /**
   * @param socketPath - at most 107 bytes, in a folder that nobody else can enter
   * @param onFailure - told of what `respond` throws; the connection has ended by then
   * @throws ReaderError `placeUnusable`
   */
  static async listen(
    socketPath: string,
    respond: Respond,
    onFailure: (error: unknown) => void,
  ): Promise<ReaderServer> {
    const reader = new ReaderServer(socketPath, respond, onFailure)
    await listenAt(socketPath, reader.#server)
    return reader
  }

  /** Ends all connections; the driver then sees an empty reader. */
  async close(): Promise<void> {
    for (const connection of this.#connections) connection.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(connection: Socket): void {
    const splitter = new MessageSplitter(FRAMING)
    let last: Promise<void> = Promise.resolve()
    this.#connections.add(connection)
    connection.on('close', () => this.#connections.delete(connection))
    // pcscd has gone: it says nothing more, and there is nobody to tell.
    connection.on('error', () => undefined)
    connection.on('data', (bytes: Buffer) => {
      try {
        for (const message of splitter.take(bytes)) last = last.then(() => this.#answer(connection, message))
      } catch (error) {
        this.#drop(connection, error)
      }
    })
  }

  async #answer(connection: Socket, message: Uint8Array): Promise<void> {
    try {
      const answer = await this.#respond(decodeQuestion(message))
      if (!connection.destroyed) connection.write(encodeAnswer(answer))
    } catch (error) {
      this.#drop(connection, error)
    }
  }

  /** What cannot be understood may be anything: the other side has to begin anew. */
  #drop(connection: Socket, error: unknown): void {
    connection.destroy()
    if (!(error instanceof DecodeError)) this.#onFailure(error)
  }
}
