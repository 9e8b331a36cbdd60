import type { PadOrder } from '../apdu/pin-pad.js'
import { concat } from '../bytes/concat.js'

/** bmFormatString, bmPINBlockString, bmPINLengthFormat. */
export type PinBlockForm = readonly [number, number, number]

/** Length of a format-2 PIN block. */
const BLOCK_BYTES = 8

/**
 * bmFormatString, bmPINBlockString, bmPINLengthFormat of a format-2 block (gemSpec_COS §8.1.7): BCD digits from bit 8 on,
 * justified left; a block of eight bytes with a length of four bits; the length at bit 4. The block in the command brings
 * its own `20 FF…`. The values are those that OpenSC sends for such
 * blocks (reader-pcsc.c), and those of the example in the manual of the ACS ACR83.
 */
export const FORMAT_2: PinBlockForm = [0x41, 0x48, 0x04]

/** bEntryValidationCondition: the person presses the confirmation key. Nothing else fits digits of any number. */
const BY_KEY = 0x02

/** Windows language identifiers. */
const languages = { de: 0x0407, en: 0x0409 } as const

/** Messages of the reader by their index: enter a PIN, enter a new PIN, enter the new PIN again. */
const messageOf = { current: 0, new: 1, confirmation: 2 } as const

/**
 * PIN_VERIFY (PC/SC part 10, §2.5.2), for an order with one current secret. Numbers are little-endian.
 *
 * ```
 *  0 bTimerOut │ 1 bTimerOut2 │ 2 bmFormatString │ 3 bmPINBlockString │ 4 bmPINLengthFormat
 *  5 wPINMaxExtraDigit: maximum, minimum │ 7 bEntryValidationCondition │ 8 bNumberMessage │ 9 wLangId (2)
 * 11 bMsgIndex │ 12 bTeoPrologue (3) │ 15 ulDataLength (4) │ 19 abData
 * ```
 */
export function encodePinVerify(order: PadOrder, form = FORMAT_2): Uint8Array {
  const { command, minDigits, maxDigits } = order
  const head = [...timers(order), ...form, maxDigits, minDigits, BY_KEY, 1, ...languageOf(order), messageOf.current]
  return concat(Uint8Array.from([...head, 0, 0, 0]), littleEndian32(command.length), command)
}

/**
 * PIN_MODIFY (§2.5.3), for an order with a new secret.
 *
 * ```
 *  0 … 4 as above │ 5 bInsertionOffsetOld │ 6 bInsertionOffsetNew │ 7 wPINMaxExtraDigit: maximum, minimum
 *  9 bConfirmPIN: 1 the new one twice, 2 the current one first │ 10 bEntryValidationCondition │ 11 bNumberMessage
 * 12 wLangId (2) │ 14 bMsgIndex1 … 3 │ 17 bTeoPrologue (3) │ 20 ulDataLength (4) │ 24 abData
 * ```
 */
export function encodePinModify(order: PadOrder, form = FORMAT_2): Uint8Array {
  const { command, entries, minDigits, maxDigits } = order
  const asksCurrent = entries.includes('current')
  const confirm = (entries.includes('confirmation') ? 1 : 0) | (asksCurrent ? 2 : 0)
  const [first = 0, second = 0, third = 0] = entries.map((entry) => messageOf[entry])
  const head = [
    ...timers(order),
    ...form,
    ...[0, asksCurrent ? BLOCK_BYTES : 0],
    ...[maxDigits, minDigits],
    ...[confirm, BY_KEY, entries.length],
    ...languageOf(order),
    ...[first, second, third],
  ]
  return concat(Uint8Array.from([...head, 0, 0, 0]), littleEndian32(command.length), command)
}

/** In seconds, at most one byte; 0 would leave it to the reader. */
function timers({ timeoutMs }: PadOrder): readonly [number, number] {
  const seconds = Math.min(255, Math.max(1, Math.ceil(timeoutMs / 1000)))
  return [seconds, seconds]
}

function languageOf({ language }: PadOrder): readonly [number, number] {
  const identifier = languages[language]
  return [identifier & 0xff, identifier >> 8]
}

function littleEndian32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24)
}
