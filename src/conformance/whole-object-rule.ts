import { readTlv } from '../bytes/tlv.js'
import { unlessMalformed } from '../bytes/unless-malformed.js'
import type { DataRule } from './expectation.js'

/** One DER object from the first byte to the last, as a certificate is. */
export const wholeDerObject: DataRule = {
  is: 'one whole DER object of more than 256 bytes (30 82)',
  check: (data) => {
    const object = unlessMalformed(() => readTlv(data))
    return object?.tag === 0x30 && object.encoding.length === data.length && data.length > 256
  },
}
