import { toHex } from '../bytes/hex.js'
import { maskedCommand, maskedResponse } from './mask-secrets.js'
import { statusWordHex } from './status-words.js'
import type { PinPad } from './pin-pad.js'
import type { CardHold, CardTransport, TransmitOptions } from './transport.js'

/** One exchange as a trace shows it. */
export interface TraceEntry {
  /** ISO 8601, when the command was sent. */
  readonly time: string
  /** The command's name in the specification; `RESET` for a reset of the card. */
  readonly name: string
  /** The command in hex, secret data masked; empty for a reset. */
  readonly tx: string
  /** The response in hex with its status word, secret data masked; the ATR for a reset; empty where none came. */
  readonly rx: string
  /** Status word, four hex digits; empty where none came. */
  readonly sw: string
  /** Duration in microseconds. */
  readonly us: number
}

/** Takes the entries. It must not throw: a trace that cannot be written is no reason to leave a card half-way. */
export type TraceSink = (entry: TraceEntry) => void

/** A transport that tells `sink` every exchange, with everything secret masked, and passes it on unchanged. */
export function tracedTransport(transport: CardTransport, sink: TraceSink, clock: () => Date): CardTransport {
  const timed = async (
    name: string,
    tx: string,
    exchange: () => Promise<{ rx: string; sw: string }>,
  ): Promise<void> => {
    const time = clock().toISOString()
    const start = process.hrtime.bigint()
    let answer = { rx: '', sw: '' }
    try {
      answer = await exchange()
    } finally {
      sink({ time, name, tx, ...answer, us: Number((process.hrtime.bigint() - start) / 1000n) })
    }
  }
  return {
    // A card may have another ATR after a reset than after power-on.
    get atr() {
      return transport.atr
    },
    get extendedLength() {
      return transport.extendedLength
    },
    async transmit(command: Uint8Array, options: TransmitOptions = {}): Promise<Uint8Array> {
      // The caller wipes secret commands after use, so the masked text is made before sending.
      const tx = maskedCommand(command, options)
      let response = new Uint8Array(0)
      await timed(options.name ?? '', tx, async () => {
        response = Uint8Array.from(await transport.transmit(command, options))
        return { rx: maskedResponse(command, response, options), sw: statusWordOf(response) }
      })
      return response
    },
    ...(transport.claim && { claim: () => transport.claim?.() ?? Promise.resolve(true) }),
    async hold(): Promise<CardHold> {
      const hold = await transport.hold()
      return {
        end: () =>
          timed('RESET', '', async () => {
            await hold.end()
            return { rx: toHex(transport.atr), sw: '' }
          }),
      }
    },
    ...(transport.pinPad && { pinPad: tracedPad(transport.pinPad, timed) }),
    close: () => transport.close(),
  }
}

/** Nothing secret is in it: the digits go from the keys to the card. */
function tracedPad(
  pad: PinPad,
  timed: (name: string, tx: string, exchange: () => Promise<{ rx: string; sw: string }>) => Promise<void>,
): PinPad {
  return {
    async perform(order) {
      let response = new Uint8Array(0)
      await timed(`${order.name} (PIN pad)`, toHex(order.command), async () => {
        response = Uint8Array.from(await pad.perform(order))
        return { rx: toHex(response), sw: statusWordOf(response) }
      })
      return response
    },
  }
}

function statusWordOf(response: Uint8Array): string {
  const [sw1, sw2] = response.subarray(-2)
  return sw1 === undefined || sw2 === undefined ? '' : statusWordHex((sw1 << 8) | sw2)
}
