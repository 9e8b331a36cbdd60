import { concat } from '../../../src/bytes/concat.js'
import { uint32 } from '../wire/question.js'

/*
 * Numbers of PC/SC part 10, version 2.02.09: the features of section 2.3, the properties of section 2.6.14, the status words
 * of section 2.5. Control codes are SCARD_CTL_CODE(3000 + number of the feature), as CCID drivers choose them.
 */

/** IOCTL that asks for the features (section 2.2). */
export const GET_FEATURE_REQUEST = 0x42000d48

/** Features that a simulated reader can have, by their number. */
export const features = {
  verifyPinDirect: 0x06,
  modifyPinDirect: 0x07,
  ifdPinProperties: 0x0a,
  getTlvProperties: 0x12,
} as const

/** What the reader itself answers in place of the card. */
export const padStatus = {
  timedOut: 0x6400,
  cancelled: 0x6401,
  newPinsDiffer: 0x6402,
  lengthOutOfRange: 0x6403,
  structureInvalid: 0x6b80,
} as const

/** Facts that {@link tlvProperties} tells. */
export interface ReaderProperties {
  /** Lines and characters of the display; 0 and 0 without one. */
  readonly lines: number
  readonly characters: number
  /** Digits of a PIN that the pad says it takes; absent where it has no pad. */
  readonly digits?: { readonly min: number; readonly max: number }
  /** Bytes of command data that the reader carries. */
  readonly maxApduData: number
}

const CONTROL_BASE = 0x42000bb8

/** IOCTL of a feature. */
export function controlCode(feature: number): number {
  return CONTROL_BASE + feature
}

/** The answer to {@link GET_FEATURE_REQUEST}: tag, length 4, control code in big-endian; one after the other. */
export function featureList(numbers: readonly number[]): Uint8Array {
  return concat(...numbers.map((number) => concat(Uint8Array.of(number, 4), uint32(controlCode(number)))))
}

/** PIN_PROPERTIES_STRUCTURE: wLcdLayout, bEntryValidationCondition (only the OK key), bTimeOut2. */
export function pinProperties({ lines, characters }: ReaderProperties): Uint8Array {
  return Uint8Array.of(characters, lines, 0x02, 0x00)
}

/** Properties as tag, length, value in little-endian. */
export function tlvProperties({ lines, characters, digits, maxApduData }: ReaderProperties): Uint8Array {
  const pad = digits && [
    [0x01, 2, (lines << 8) | characters],
    [0x02, 1, 0x02],
    [0x03, 1, 0x00],
    [0x04, 2, characters],
    [0x05, 2, lines],
    [0x06, 1, digits.min],
    [0x07, 1, digits.max],
  ]
  const all = [...(pad ?? []), [0x0a, 4, maxApduData]]
  return concat(
    ...all.map(([tag = 0, length = 0, value = 0]) => {
      const bytes = Array.from({ length }, (_, i) => (value >>> (8 * i)) & 0xff)
      return Uint8Array.of(tag, length, ...bytes)
    }),
  )
}
