import { concat } from '../../../src/bytes/concat.js'
import { fromHex } from '../../../src/bytes/hex.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import type { UsesPerVerify } from '../image/card-content.js'

/**
 * EF.SSEC of DF.QES: how many signatures one entry of PIN.QES opens, per security environment.
 *
 * ```
 * 7B { 80 01 SE  A4 { 82 06 AID of DF.QES  83 01 81 (PIN.QES)  95 01 08 (user authentication)  C0 01 n } … }
 * ```
 */
export function ssecBody(uses: UsesPerVerify): Uint8Array {
  const environments = Object.entries(uses).map(([environment, count]) =>
    concat(
      encodeTlv(0x80, Uint8Array.of(Number(environment))),
      encodeTlv(
        0xa4,
        encodeTlv(0x82, fromHex('d27600006601')),
        encodeTlv(0x83, Uint8Array.of(0x81)),
        encodeTlv(0x95, Uint8Array.of(0x08)),
        encodeTlv(0xc0, Uint8Array.of(count)),
      ),
    ),
  )
  return encodeTlv(0x7b, ...environments)
}
