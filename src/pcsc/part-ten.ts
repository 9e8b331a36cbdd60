import { DecodeError } from '../bytes/decode-error.js'
import type { ControlCode } from './pcsc-backend.js'

/*
 * What a reader offers besides carrying commands: PC/SC part 10 (IFDs with secure PIN entry), version 2.02.09.
 */

/** CM_IOCTL_GET_FEATURE_REQUEST (§2.2). */
export const featureRequest: ControlCode = { functionNumber: 3400 }

/** Features by their number (§2.3). */
const featureNumbers = {
  verifyPinDirect: 0x06,
  modifyPinDirect: 0x07,
  tlvProperties: 0x12,
} as const

/** Control codes of the features that a reader has. */
export type Features = { readonly [name in keyof typeof featureNumbers]?: number }

/** What a reader says of itself (§2.6.14), as far as it says it. */
export interface ReaderProperties {
  /** Digits that its keys take. */
  readonly minDigits?: number
  readonly maxDigits?: number
  /** Bytes of command data that it carries; 0: short commands alone. */
  readonly maxApduData?: number
}

/**
 * Reads the answer to {@link featureRequest}: feature, length 4, control code in big-endian, one after the other.
 *
 * @throws DecodeError
 */
export function decodeFeatures(bytes: Uint8Array): Features {
  const found = new Map<number, number>()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let offset = 0; offset < bytes.length; offset += 6) {
    if (offset + 6 > bytes.length) throw new DecodeError('feature is cut short', offset)
    if (view.getUint8(offset + 1) !== 4) throw new DecodeError('control code is not four bytes', offset + 1)
    found.set(view.getUint8(offset), view.getUint32(offset + 2))
  }
  const names = Object.keys(featureNumbers) as (keyof typeof featureNumbers)[]
  const named = names.flatMap((name) => {
    const code = found.get(featureNumbers[name])
    return code === undefined ? [] : [[name, code]]
  })
  return Object.fromEntries(named) as Features
}

/**
 * Reads the answer to FEATURE_GET_TLV_PROPERTIES: tag, length, value in little-endian, one after the other.
 *
 * @throws DecodeError
 */
export function decodeProperties(bytes: Uint8Array): ReaderProperties {
  const found = new Map<number, number>()
  for (let offset = 0; offset < bytes.length;) {
    const [tag, length] = bytes.subarray(offset, offset + 2)
    if (tag === undefined || length === undefined) throw new DecodeError('property is cut short', offset)
    const value = bytes.subarray(offset + 2, offset + 2 + length)
    if (value.length < length) throw new DecodeError('value of a property is cut short', offset + 2)
    // Longer ones are texts: the name of the firmware.
    if (length <= 4)
      found.set(
        tag,
        value.reduceRight((sum, byte) => sum * 0x100 + byte, 0),
      )
    offset += 2 + length
  }
  const [minDigits, maxDigits, maxApduData] = [found.get(0x06), found.get(0x07), found.get(0x0a)]
  return {
    // Drivers fill these with 0 where the reader does not say.
    ...(minDigits && { minDigits }),
    ...(maxDigits && { maxDigits }),
    ...(maxApduData !== undefined && { maxApduData }),
  }
}
