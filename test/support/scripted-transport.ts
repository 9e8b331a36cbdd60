import type { CardTransport } from '../../src/apdu/transport.js'
import { fromHex, toHex } from '../../src/bytes/hex.js'

/** A card that expects these commands in this order and gives these answers; hex, white space free. */
export function scriptedTransport(
  script: readonly (readonly [command: string, answer: string])[],
  extendedLength = true,
): CardTransport & { readonly left: () => number } {
  let step = 0
  return {
    atr: fromHex('3b909681b1fe451f0391'),
    extendedLength,
    left: () => script.length - step,
    transmit(command) {
      const [expected, answer] = script[step] ?? ['nothing', '']
      if (toHex(command) !== expected.replace(/\s/g, '').toLowerCase()) {
        return Promise.reject(new Error(`step ${step}: ${toHex(command)} sent, ${expected} expected`))
      }
      step++
      return Promise.resolve(fromHex(answer))
    },
    hold: () => Promise.resolve({ end: () => Promise.resolve() }),
    close: () => Promise.resolve(),
  }
}
