import { concat } from '../bytes/concat.js'
import { commandApdu, decodeCommand, encodeCommand } from './command-apdu.js'
import { decodeResponse, encodeResponse, type ResponseApdu } from './response-apdu.js'
import type { CardTransport, TransmitOptions } from './transport.js'

const GET_RESPONSE = 0xc0
const MAX_RESPONSE_BYTES = 0x10000

/**
 * Hides two habits of T=0 cards and of some readers (ISO 7816-3 §12.2): `61xx`, more data to be fetched by GET RESPONSE,
 * and `6Cxx`, the command is to be repeated with Le xx. gemSpec_COS cards speak T=1 and need neither.
 *
 * A command with a secret in it is never repeated: the card may have counted it.
 */
export function withCompleteResponses(transport: CardTransport): CardTransport {
  return {
    get atr() {
      return transport.atr
    },
    get extendedLength() {
      return transport.extendedLength
    },
    ...(transport.claim && { claim: () => transport.claim?.() ?? Promise.resolve(true) }),
    hold: () => transport.hold(),
    ...(transport.pinPad && { pinPad: transport.pinPad }),
    close: () => transport.close(),
    async transmit(command, options = {}) {
      const answer = await transport.transmit(command, options)
      // No status word: whoever runs the command says what that means.
      if (answer.length < 2) return answer
      const first = decodeResponse(answer)
      const corrected = await correctLe(transport, command, options, first)
      return encodeResponse(await fetchRest(transport, command, options, corrected))
    },
  }
}

async function correctLe(
  transport: CardTransport,
  command: Uint8Array,
  options: TransmitOptions,
  response: ResponseApdu,
): Promise<ResponseApdu> {
  if (response.sw >> 8 !== 0x6c || options.secret === 'command') return response
  const again = { ...decodeCommand(command), le: response.sw & 0xff || 256 }
  return decodeResponse(await transport.transmit(encodeCommand(again), options))
}

async function fetchRest(
  transport: CardTransport,
  command: Uint8Array,
  options: TransmitOptions,
  first: ResponseApdu,
): Promise<ResponseApdu> {
  let { data, sw } = first
  while (sw >> 8 === 0x61 && data.length < MAX_RESPONSE_BYTES) {
    // GET RESPONSE goes to the logical channel of its command, in plain.
    const cla = (command[0] ?? 0) & 0x03
    const get = commandApdu({ cla, ins: GET_RESPONSE, p1: 0, p2: 0, le: sw & 0xff || 256 })
    const next = decodeResponse(await transport.transmit(encodeCommand(get), options))
    data = concat(data, next.data)
    sw = next.sw
    if (next.data.length === 0) break
  }
  return { data, sw }
}
