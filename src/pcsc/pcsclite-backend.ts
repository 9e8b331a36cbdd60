import type { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { BackendOptions, Disposition, PcscBackend, PcscCard, ReaderState } from './pcsc-backend.js'
import { controlNumber, LONGEST_RESPONSE } from './pcsc-backend.js'
import { loadNativeModule } from './native-module.js'
import { errorOfText, isPcscError, PcscError } from './pcsc-error.js'
import { FIRST_REPORT_MS, ReportedReaders } from './status-flags.js'

/*
 * pcsclite 1.0.1. Its own way to a card goes through an event stream for each reader, and that has a trap: the thread of
 * JavaScript waits for the lock that an exchange holds when an event comes, so a card that hangs and is pulled would stop
 * the whole program. So cards are reached through the addon's class itself, which starts no event stream, and the event
 * streams belong to objects that never carry an exchange.
 */
interface Addon {
  readonly CardReader: new (name: string) => NativeReader
}

type Callback<T> = (error: unknown, result: T) => void

interface NativeReader {
  _connect(share: number, protocol: number, done: Callback<number>): void
  _disconnect(then: number, done: Callback<undefined>): void
  _transmit(data: Buffer, room: number, protocol: number, done: Callback<Buffer>): void
  _control(data: Buffer, code: number, output: Buffer, done: Callback<number>): void
}

type Watch = EventEmitter<{ error: [unknown]; reader: [WatchedReader] }> & { close(): void }

interface WatchedReader extends EventEmitter<{
  error: [unknown]
  end: []
  status: [{ readonly state: number; readonly atr?: Uint8Array }]
}> {
  readonly name: string
}

/** As winscard.h has them: how a card is shared, and T=0 or T=1. */
const SHARE_EXCLUSIVE = 1
const PROTOCOL_ANY = 3
const shared = { share: 2, protocol: PROTOCOL_ANY }
const direct = { share: 3, protocol: 0 }
const dispositions: Readonly<Record<Disposition, number>> = { leave: 0, reset: 1 }

/**
 * Every object of the addon there is: it would end a thread that it never started when one is collected as garbage. Those
 * that are free are used again, since each keeps a context of PC/SC.
 */
const natives: NativePlace[] = []

interface NativePlace {
  readonly native: NativeReader
  readonly reader: string
  free: boolean
}

/** @throws PcscError `moduleMissing` */
export function openPcsclite({ states }: BackendOptions): PcscBackend {
  const watch = loadNativeModule('pcsclite') as () => Watch
  // Loaded by the line above; where node-gyp puts it.
  const { CardReader } = loadNativeModule('pcsclite/build/Release/pcsclite.node') as Addon
  let monitor: Monitor | undefined
  return {
    name: 'pcsclite',
    async readers() {
      if (states) return await states()
      if (monitor?.failed) monitor = undefined
      monitor ??= new Monitor(watch)
      return await monitor.readers()
    },
    async connect(reader, to) {
      const mode = to === 'shared' ? shared : direct
      const kept = natives.find((candidate) => candidate.free && candidate.reader === reader)
      try {
        if (kept) return await connected(kept, mode)
      } catch (error) {
        if (!(error instanceof PcscError) || saysSomethingOfTheCard(error)) throw error
        // Its context belongs to a pcscd that is gone.
      }
      const made = { native: new CardReader(reader), reader, free: false }
      natives.push(made)
      return await connected(made, mode)
    },
    close: () => {
      monitor?.stop()
    },
  }
}

/** Free again only where its context is known to be good. */
async function connected(place: NativePlace, { share, protocol: wished }: typeof shared): Promise<PcscCard> {
  place.free = false
  const free = (): void => {
    place.free = true
  }
  try {
    const protocol = await called<number>((done) => {
      place.native._connect(share, wished, done)
    })
    return new CardOfPcsclite(place.native, protocol, free)
  } catch (error) {
    if (saysSomethingOfTheCard(error)) free()
    throw error
  }
}

function saysSomethingOfTheCard(error: unknown): boolean {
  return isPcscError(error, 'noCard', 'removedCard', 'unresponsiveCard', 'sharingViolation')
}

/** Without transactions: a lock is a connection that nobody shares, and between locks there is none. */
class CardOfPcsclite implements PcscCard {
  readonly #native: NativeReader
  readonly #onFree: () => void
  #protocol: number
  #connected = true

  constructor(native: NativeReader, protocol: number, onFree: () => void) {
    this.#native = native
    this.#protocol = protocol
    this.#onFree = onFree
  }

  async lock(): Promise<void> {
    await this.unlock('leave')
    this.#protocol = await called<number>((done) => {
      this.#native._connect(SHARE_EXCLUSIVE, PROTOCOL_ANY, done)
    })
    this.#connected = true
  }

  async unlock(then: Disposition): Promise<void> {
    if (!this.#connected) return
    await called<undefined>((done) => {
      this.#native._disconnect(dispositions[then], done)
    })
    this.#connected = false
  }

  /** Each lock connects anew. */
  reconnect(): Promise<void> {
    return Promise.resolve()
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const data = Buffer.from(command.buffer, command.byteOffset, command.byteLength)
    return Uint8Array.from(
      await called<Buffer>((done) => {
        this.#native._transmit(data, LONGEST_RESPONSE, this.#protocol, done)
      }),
    )
  }

  async control(code: Parameters<PcscCard['control']>[0], input: Uint8Array): Promise<Uint8Array> {
    // The addon keeps neither of them from being collected: they have to be named here until it has answered.
    const [data, output] = [Buffer.from(input), Buffer.alloc(LONGEST_RESPONSE)]
    const length = await called<number>((done) => {
      this.#native._control(data, controlNumber(code), output, done)
    })
    data.fill(0)
    return Uint8Array.from(output.subarray(0, length))
  }

  async disconnect(then: Disposition): Promise<void> {
    await this.unlock(then)
    this.#onFree()
  }
}

function called<T>(start: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, result) => {
      if (error) reject(errorOfText(error))
      else resolve(result)
    })
  })
}

/** The readers as the module's threads report them: where there is no pcscd to be asked (Windows, macOS). */
class Monitor {
  failed: PcscError | undefined
  readonly #watch: Watch
  readonly #reported = new ReportedReaders()
  readonly #firstReport: Promise<void>

  /** @throws PcscError `noService` where PC/SC is not running */
  constructor(watch: () => Watch) {
    try {
      this.#watch = watch()
    } catch (error) {
      throw errorOfText(error)
    }
    const fail = (error: unknown): void => {
      this.failed = errorOfText(error)
    }
    this.#watch.on('error', fail)
    this.#watch.on('reader', (reader) => {
      reader.on('error', fail)
      reader.on('end', () => {
        this.#reported.gone(reader.name)
      })
      reader.on('status', ({ state, atr }) => {
        this.#reported.changed(reader.name, state, atr ?? new Uint8Array(0))
      })
    })
    this.#firstReport = wait(FIRST_REPORT_MS)
  }

  async readers(): Promise<readonly ReaderState[]> {
    await this.#firstReport
    if (this.failed) throw this.failed
    return this.#reported.all
  }

  stop(): void {
    if (!this.failed) this.#watch.close()
  }
}
