import { connect, createServer, type Server, type Socket } from 'node:net'
import { concat } from '../bytes/concat.js'

/*
 * Why there is a relay: a call into PC/SC that never comes back keeps a thread of Node for good, and Node waits for its
 * threads when it ends, also in process.exit(). A card that hangs would hold the whole program. The library of pcsc-lite
 * speaks to pcscd over a socket, so it is led to ours, from which every byte goes on to pcscd, and back; what hangs is ended
 * by cutting its line. What it costs is in docs/performance.md.
 */

/** Requests of libpcsclite begin with their length and their command (winscard_msg.h), in the byte order of the machine. */
const HEADER_BYTES = 8
const SCARD_CONNECT = 0x04
/** In its body: 0 context │ 4 name of the reader, 128 bytes, ends with a zero */
const NAME_AT = HEADER_BYTES + 4
const NAME_BYTES = 128

/**
 * Carries what PC/SC libraries of this process say to pcscd. None of them may be called on the thread of JavaScript then:
 * it would wait for itself.
 */
export class PcscdRelay {
  readonly #server: Server
  readonly #lines = new Set<Line>()

  private constructor(pcscd: string) {
    this.#server = createServer({ allowHalfOpen: false }, (library) => {
      const line = new Line(library, connect(pcscd), () => this.#lines.delete(line))
      this.#lines.add(line)
    })
  }

  /**
   * @param pcscd - where pcscd listens
   * @param path - where to listen, in a folder that nobody else can enter
   * @throws the socket's error
   */
  static async start(pcscd: string, path: string): Promise<PcscdRelay> {
    const relay = new PcscdRelay(pcscd)
    await new Promise<void>((resolve, reject) => {
      relay.#server.once('error', reject)
      relay.#server.listen(path, resolve)
    })
    relay.#server.unref()
    return relay
  }

  /** Ends what hangs at this reader: every call to it fails at once. */
  cut(reader: string): void {
    for (const line of this.#lines) if (line.reader === reader) line.cut()
  }

  close(): void {
    this.#server.close()
    for (const line of this.#lines) line.cut()
  }
}

/** One context of PC/SC: one connection of the library. */
class Line {
  /** The reader that it is connected to; known from the request to connect on. */
  reader: string | undefined
  readonly #library: Socket
  readonly #pcscd: Socket
  #unread: Uint8Array = new Uint8Array(0)

  constructor(library: Socket, pcscd: Socket, onEnd: () => void) {
    this.#library = library
    this.#pcscd = pcscd
    library.on('data', (bytes: Buffer) => {
      if (this.reader === undefined) this.#look(bytes)
      // There may be a PIN in it.
      pcscd.write(bytes, () => bytes.fill(0))
    })
    pcscd.on('data', (bytes: Buffer) => {
      library.write(bytes, () => bytes.fill(0))
    })
    for (const socket of [library, pcscd]) {
      socket.unref()
      // Why it ended does not matter: the library is told by the end of its own side.
      socket.on('error', () => undefined)
      socket.on('close', () => {
        this.cut()
        onEnd()
      })
    }
  }

  cut(): void {
    this.#library.destroy()
    this.#pcscd.destroy()
  }

  /** Only requests of a fixed length come before the one that names the reader. */
  #look(bytes: Uint8Array): void {
    let unread = concat(this.#unread, bytes)
    while (unread.length >= HEADER_BYTES) {
      const [length = 0, command] = new Uint32Array(unread.slice(0, HEADER_BYTES).buffer)
      if (unread.length < HEADER_BYTES + length) break
      if (command === SCARD_CONNECT) {
        const name = unread.subarray(NAME_AT, NAME_AT + NAME_BYTES)
        const end = name.indexOf(0)
        this.reader = Buffer.from(name.subarray(0, end < 0 ? NAME_BYTES : end)).toString('utf8')
        this.#unread = new Uint8Array(0)
        return
      }
      unread = unread.subarray(HEADER_BYTES + length)
    }
    this.#unread = unread.slice()
  }
}
