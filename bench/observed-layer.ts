import type { CardTransport } from '../src/apdu/transport.js'
import type { ReaderLayer } from '../src/operations/workplace.js'

/** Told of each exchange when it is over; times by `performance.now()`. */
export type ExchangeObserver = (command: Uint8Array, sentAt: number, answeredAt: number) => void

/** The layer, with every exchange told. */
export function observedLayer(layer: ReaderLayer, onExchange: ExchangeObserver): ReaderLayer {
  return {
    readers: () => layer.readers(),
    connect: async (reader) => observedTransport(await layer.connect(reader), onExchange),
  }
}

function observedTransport(card: CardTransport, onExchange: ExchangeObserver): CardTransport {
  return {
    atr: card.atr,
    get extendedLength() {
      return card.extendedLength
    },
    async transmit(command, options) {
      const sentAt = performance.now()
      const answer = await card.transmit(command, options)
      onExchange(command, sentAt, performance.now())
      return answer
    },
    ...(card.claim && { claim: () => card.claim?.() ?? Promise.resolve(true) }),
    hold: () => card.hold(),
    close: () => card.close(),
  }
}

/** VERIFY. */
export function isVerify([classByte, instruction]: Uint8Array): boolean {
  return classByte === 0x00 && instruction === 0x20
}

/** PSO COMPUTE DIGITAL SIGNATURE. */
export function isSignature([, instruction, p1]: Uint8Array): boolean {
  return instruction === 0x2a && p1 === 0x9e
}
