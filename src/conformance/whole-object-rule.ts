import { DecodeError } from '../bytes/decode-error.js'
import { readTlv } from '../bytes/tlv.js'
import type { DataRule } from './expectation.js'

/** One DER object from the first byte to the last, as a certificate is. */
export const wholeDerObject: DataRule = {
  is: 'one whole DER object of more than 256 bytes (30 82)',
  check: (data) => {
    try {
      const { tag, encoding } = readTlv(data)
      return tag === 0x30 && encoding.length === data.length && data.length > 256
    } catch (error) {
      if (error instanceof DecodeError) return false
      throw error
    }
  },
}
