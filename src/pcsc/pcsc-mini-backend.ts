import type { Disposition, PcscBackend, PcscCard, ReaderState } from './pcsc-backend.js'
import { controlNumber, LONGEST_RESPONSE } from './pcsc-backend.js'
import { loadNativeModule } from './native-module.js'
import { errorOfName } from './pcsc-error.js'
import { pcscdReaders, pcscdSocket } from './pcscd-readers.js'

/*
 * pcsc-mini 0.1.3, spoken to below its own classes: those find a reader only by its monitor, which knows the first four, and
 * its client has room for four cards and loses one for good where a disconnect fails. A client for each card has neither
 * limit. What the addon offers is written down here: its types do not compile (skipLibCheck is off).
 */
interface Addon {
  readonly newClient: () => MiniClient
}

interface MiniClient {
  connect(reader: string, mode: number, protocol: number): Promise<MiniCard>
  start(onChange: (reader: string, status: number, atr: Uint8Array) => void, onError: (error: unknown) => void): void
  stop(): void
}

interface MiniCard {
  control(code: number, input: Uint8Array, output: ArrayBuffer): Promise<Uint8Array>
  disconnect(then: number): Promise<void>
  reconnect(mode: number, then: number): Promise<number>
  transaction(): Promise<{ end(then: number): Promise<void> }>
  transmit(protocol: undefined, input: Uint8Array, output: ArrayBuffer): Promise<Uint8Array>
}

/** As winscard.h has them; the addon exports the same numbers. */
const SHARE_SHARED = 2
const PROTOCOL_ANY = 3
const dispositions: Readonly<Record<Disposition, number>> = { leave: 0, reset: 1 }

/** @throws PcscError `moduleMissing` */
export async function openPcscMini(): Promise<PcscBackend> {
  const addon = (await loadNativeModule('pcsc-mini', '/build/addon.node.js')) as Addon
  let monitor: Monitor | undefined
  return {
    name: 'pcsc-mini',
    async readers() {
      const known = process.platform === 'linux' ? await pcscdReaders(pcscdSocket()) : undefined
      if (known) return known
      if (monitor?.failed !== undefined) monitor = undefined
      monitor ??= new Monitor(addon.newClient())
      return await monitor.readers()
    },
    connect: async (reader) => new CardOfMini(await named(addon.newClient().connect(reader, SHARE_SHARED, PROTOCOL_ANY))),
    close: () => {
      monitor?.stop()
    },
  }
}

class CardOfMini implements PcscCard {
  readonly #card: MiniCard
  /** Made once: without it, each response would get room for 64 KiB, or for 264 bytes, by its own. */
  readonly #room = new ArrayBuffer(LONGEST_RESPONSE)
  #transaction: Awaited<ReturnType<MiniCard['transaction']>> | undefined

  constructor(card: MiniCard) {
    this.#card = card
  }

  async lock(): Promise<void> {
    this.#transaction = await named(this.#card.transaction())
  }

  async unlock(then: Disposition): Promise<void> {
    const transaction = this.#transaction
    this.#transaction = undefined
    await named(transaction?.end(dispositions[then]))
  }

  async reconnect(): Promise<void> {
    // After a reset by others pcscd has ended the transaction; the addon would still call it begun.
    if (this.#transaction) await this.unlock('leave').catch(() => undefined)
    await named(this.#card.reconnect(SHARE_SHARED, dispositions.leave))
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    return Uint8Array.from(await named(this.#card.transmit(undefined, command, this.#room)))
  }

  async control(code: Parameters<PcscCard['control']>[0], input: Uint8Array): Promise<Uint8Array> {
    return Uint8Array.from(await named(this.#card.control(controlNumber(code), input, this.#room)))
  }

  disconnect(then: Disposition): Promise<void> {
    return named(this.#card.disconnect(dispositions[then]))
  }
}

async function named<T>(work: Promise<T> | T): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw errorOfName(error)
  }
}

/** Flags of `SCardGetStatusChange`. */
const UNKNOWN_OR_UNAVAILABLE = 0x04 | 0x08
const PRESENT = 0x20
const IN_USE = 0x80 | 0x100
const MUTE = 0x200

/** The addon tells all readers in one go, and never that these were all. */
const FIRST_EVENTS_MS = 150

/** The readers as the addon's thread reports them: where pcscd cannot be asked itself (Windows, macOS). Four at most. */
class Monitor {
  failed: unknown
  readonly #client: MiniClient
  readonly #states = new Map<string, ReaderState>()
  readonly #firstEvents: Promise<void>

  /** @throws PcscError `noService` where PC/SC is not running */
  constructor(client: MiniClient) {
    this.#client = client
    try {
      client.start(
        (name, status) => {
          this.#changed(name, status)
        },
        (error) => {
          this.failed = errorOfName(error)
        },
      )
    } catch (error) {
      throw errorOfName(error)
    }
    this.#firstEvents = new Promise((resolve) => setTimeout(resolve, FIRST_EVENTS_MS))
  }

  async readers(): Promise<readonly ReaderState[]> {
    await this.#firstEvents
    if (this.failed !== undefined) throw errorOfName(this.failed)
    return [...this.#states.values()]
  }

  stop(): void {
    try {
      this.#client.stop()
    } catch {
      // It throws where PC/SC has gone; there is nothing left to stop then.
    }
  }

  #changed(name: string, status: number): void {
    if ((status & UNKNOWN_OR_UNAVAILABLE) !== 0) {
      this.#states.delete(name)
      return
    }
    const before = this.#states.get(name)?.insertions ?? 0
    this.#states.set(name, {
      name,
      card: (status & PRESENT) === 0 ? 'absent' : (status & MUTE) === 0 ? 'present' : 'mute',
      // 0.1.3 cuts it out at the wrong place on Linux.
      atr: new Uint8Array(0),
      inUse: (status & IN_USE) !== 0,
      insertions: before + 1,
    })
  }
}
