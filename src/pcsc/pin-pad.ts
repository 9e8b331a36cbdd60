import type { PadOrder, PinPad } from '../apdu/pin-pad.js'
import { statusWordHex } from '../apdu/status-words.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { ControlCode } from './pcsc-backend.js'
import { isPcscError } from './pcsc-error.js'
import type { Features, ReaderProperties } from './part-ten.js'
import { encodePinModify, encodePinVerify } from './pin-structures.js'
import { quirksOf } from './reader-quirks.js'

/** The way of an order to the reader. */
export type SendOrder = (code: ControlCode, structure: Uint8Array, ms: number) => Promise<Uint8Array>

/** For the reader itself and for the card's answer, after all times for keys are over. */
const MARGIN_MS = 15_000

/**
 * The keys of a reader that does PC/SC part 10.
 *
 * @returns undefined where it has none
 */
export function pinPadOf(
  reader: string,
  features: Features,
  properties: ReaderProperties,
  send: SendOrder,
): PinPad | undefined {
  const { verifyPinDirect, modifyPinDirect } = features
  const { ignorePad, noModify, oneLengthOnly, pinBlockForm } = quirksOf(reader)
  if (verifyPinDirect === undefined || ignorePad) return undefined
  return {
    async perform(order) {
      const setsNew = order.entries.includes('new')
      const code = setsNew ? modifyPinDirect : verifyPinDirect
      if (code === undefined || (setsNew && noModify)) throw refused(reader, 'it cannot take a new PIN')
      const fitting = fitted(reader, order, properties)
      if (oneLengthOnly && fitting.minDigits < fitting.maxDigits) throw refused(reader, 'it takes one length alone')
      const structure = setsNew ? encodePinModify(fitting, pinBlockForm) : encodePinVerify(fitting, pinBlockForm)
      const ms = order.timeoutMs * order.entries.length + MARGIN_MS
      return readAnswer(reader, fitting, await answerOf(reader, () => send({ code }, structure, ms)))
    },
  }
}

/** Within what the keys take. Whose PIN would be too short for them cannot type it there at all. */
function fitted(reader: string, order: PadOrder, { minDigits, maxDigits }: ReaderProperties): PadOrder {
  if (minDigits !== undefined && minDigits > order.minDigits)
    throw refused(reader, `it takes ${minDigits} digits or more`)
  if (maxDigits === undefined || maxDigits >= order.maxDigits) return order
  if (maxDigits < order.minDigits) throw refused(reader, `it takes ${maxDigits} digits at most`)
  return { ...order, maxDigits }
}

async function answerOf(reader: string, send: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await send()
  } catch (error) {
    if (isPcscError(error, 'timeout')) throw cancelled(reader, { timedOut: true })
    if (isPcscError(error)) throw refused(reader, error.code)
    throw error
  }
}

/** Answers of the reader (part 10, §2.5); all others are the card's. */
function readAnswer(reader: string, { minDigits, maxDigits }: PadOrder, answer: Uint8Array): Uint8Array {
  const [sw1 = 0, sw2 = 0] = answer.subarray(-2)
  const status = answer.length === 2 ? (sw1 << 8) | sw2 : 0
  switch (status) {
    case 0x6400:
      throw cancelled(reader, { timedOut: true })
    case 0x6401:
      throw cancelled(reader, {})
    case 0x6402:
      throw new HealthCardError('HC_PIN_FORMAT', 'the new PINs differ', { reader, problem: 'different' })
    case 0x6403:
      throw new HealthCardError('HC_PIN_FORMAT', 'a number of digits that is not allowed', {
        reader,
        minDigits,
        maxDigits,
      })
    case 0x6b80:
      throw refused(reader, statusWordHex(status))
    default:
      return answer
  }
}

function cancelled(reader: string, how: { readonly timedOut?: true }): HealthCardError {
  return new HealthCardError('HC_PIN_CANCELLED', 'the entry at the reader was ended', {
    reader,
    atReader: true,
    ...how,
  })
}

function refused(reader: string, why: string): HealthCardError {
  return new HealthCardError('HC_READER_PAD_REFUSED', `${reader}: ${why}`, { reader, why })
}
