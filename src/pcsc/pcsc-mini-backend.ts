import { setTimeout as wait } from 'node:timers/promises'
import type { BackendOptions, Disposition, PcscBackend, PcscCard, ReaderState } from './pcsc-backend.js'
import { controlNumber, LONGEST_RESPONSE } from './pcsc-backend.js'
import { loadNativeModule } from './native-module.js'
import { errorOfName, type PcscError } from './pcsc-error.js'
import { FIRST_REPORT_MS, ReportedReaders } from './status-flags.js'

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
const SHARE_DIRECT = 3
const PROTOCOL_UNSET = 0
const PROTOCOL_ANY = 3
const dispositions: Readonly<Record<Disposition, number>> = { leave: 0, reset: 1 }

/** @throws PcscError `moduleMissing` */
export function openPcscMini({ states }: BackendOptions): PcscBackend {
  const addon = loadNativeModule('pcsc-mini/build/addon.node.js') as Addon
  let monitor: Monitor | undefined
  return {
    name: 'pcsc-mini',
    async readers() {
      if (states) return await states()
      if (monitor?.failed) monitor = undefined
      monitor ??= new Monitor(addon.newClient())
      return await monitor.readers()
    },
    async connect(reader, to) {
      const client = addon.newClient()
      const [share, protocol] = to === 'shared' ? [SHARE_SHARED, PROTOCOL_ANY] : [SHARE_DIRECT, PROTOCOL_UNSET]
      return new CardOfMini(client, await named(client.connect(reader, share, protocol)))
    },
    close: () => {
      monitor?.stop()
    },
  }
}

class CardOfMini implements PcscCard {
  /** The memory of the card belongs to it: it must not be collected as garbage before. */
  readonly client: MiniClient
  readonly #card: MiniCard
  /** What is being sent: the addon reads it later, and does not keep it from being collected. */
  #sending: Uint8Array | undefined
  /** Made once: the addon's own would be 264 bytes long. */
  readonly #room = new ArrayBuffer(LONGEST_RESPONSE)
  #transaction: Awaited<ReturnType<MiniCard['transaction']>> | undefined

  constructor(client: MiniClient, card: MiniCard) {
    this.client = client
    this.#card = card
  }

  async lock(): Promise<void> {
    this.#transaction = await named(this.#card.transaction())
  }

  async unlock(then: Disposition): Promise<void> {
    await named(this.#transaction?.end(dispositions[then]))
    this.#transaction = undefined
  }

  async reconnect(): Promise<void> {
    await named(this.#card.reconnect(SHARE_SHARED, dispositions.leave))
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#exchange(command, () => this.#card.transmit(undefined, command, this.#room))
  }

  control(code: Parameters<PcscCard['control']>[0], input: Uint8Array): Promise<Uint8Array> {
    return this.#exchange(input, () => this.#card.control(controlNumber(code), input, this.#room))
  }

  disconnect(then: Disposition): Promise<void> {
    return named(this.#card.disconnect(dispositions[then]))
  }

  async #exchange(sending: Uint8Array, exchange: () => Promise<Uint8Array>): Promise<Uint8Array> {
    this.#sending = sending
    try {
      return Uint8Array.from(await named(exchange()))
    } finally {
      if (this.#sending === sending) this.#sending = undefined
    }
  }
}

async function named<T>(work: Promise<T> | T): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw errorOfName(error)
  }
}

/** The readers as the addon's thread reports them: where there is no pcscd to be asked (Windows, macOS). Four at most. */
class Monitor {
  failed: PcscError | undefined
  readonly #client: MiniClient
  readonly #reported = new ReportedReaders()
  readonly #firstReport: Promise<void>

  /** @throws PcscError `noService` where PC/SC is not running */
  constructor(client: MiniClient) {
    this.#client = client
    try {
      client.start(
        (name, flags, atr) => {
          // 0.1.3 cuts the ATR out at the wrong place on Linux.
          this.#reported.changed(name, flags, process.platform === 'linux' ? new Uint8Array(0) : atr)
        },
        (error) => {
          this.failed = errorOfName(error)
        },
      )
    } catch (error) {
      throw errorOfName(error)
    }
    this.#firstReport = wait(FIRST_REPORT_MS)
  }

  async readers(): Promise<readonly ReaderState[]> {
    await this.#firstReport
    if (this.failed) throw this.failed
    return this.#reported.all
  }

  stop(): void {
    try {
      this.#client.stop()
    } catch {
      // It throws where PC/SC has gone; there is nothing left to stop then.
    }
  }
}
