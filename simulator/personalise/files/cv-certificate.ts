import { concat } from '../../../src/bytes/concat.js'
import { objectIdentifier } from '../../../src/bytes/der-writer.js'
import { fromHex } from '../../../src/bytes/hex.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import { signEcdsaSha256 } from '../../../src/trust-centre/deterministic-ecdsa.js'
import type { EccKey } from '../../../src/trust-centre/ecc-key.js'
import { unpackedDate } from '../image/unpacked-date.js'

/** What a card-verifiable certificate says. */
export interface CvCertificateContent {
  /** CAR: name of the issuer's key, eight bytes. */
  readonly authorityReference: Uint8Array
  /** CHR: name of the key that is certified; eight bytes for an authority, twelve for a card. */
  readonly holderReference: Uint8Array
  readonly key: EccKey
  /** Flag list of the CHAT in the telematics infrastructure, seven bytes in hex. */
  readonly flags: string
  readonly from: Date
  readonly until: Date
}

/** oid_cvc_fl_ti: flag list of roles in the telematics infrastructure (gemSpec_COS CosT_a91). */
const FLAG_LIST_TI = '1.2.276.0.76.4.152'

/** What the certified key does: ecdsa-with-SHA256 for an authority, authS_gemSpec-COS-G2_ecc-with-sha256 for a card. */
const KEY_OIDS = { authority: '1.2.840.10045.4.3.2', card: '1.3.36.3.5.3.1' } as const

/**
 * A CV certificate of generation 2 (gemSpec_PKI §6.7, gemSpec_COS §7.1), signed with the plain signature r ‖ s over `7F4E`:
 *
 * ```
 * 7F21 { 7F4E { 5F29 profile  42 CAR  7F49 { 06 OID  86 point }  5F20 CHR  7F4C { 06 OID  53 flags }
 *               5F25 from  5F24 until }
 *        5F37 signature }
 * ```
 */
export function cvCertificate(content: CvCertificateContent, issuer: EccKey): Uint8Array {
  const kind = content.holderReference.length === 8 ? 'authority' : 'card'
  const body = encodeTlv(
    0x7f4e,
    encodeTlv(0x5f29, Uint8Array.of(0x70)),
    encodeTlv(0x42, content.authorityReference),
    encodeTlv(0x7f49, objectIdentifier(KEY_OIDS[kind]), encodeTlv(0x86, content.key.point)),
    encodeTlv(0x5f20, content.holderReference),
    encodeTlv(0x7f4c, objectIdentifier(FLAG_LIST_TI), encodeTlv(0x53, fromHex(content.flags))),
    encodeTlv(0x5f25, unpackedDate(content.from)),
    encodeTlv(0x5f24, unpackedDate(content.until)),
  )
  return encodeTlv(0x7f21, body, encodeTlv(0x5f37, signEcdsaSha256(issuer, body)))
}

/**
 * Name of an authority's key: five letters, then the kind of key (80 root, 81 below), its algorithm (02, elliptic curve)
 * and the year. The letters are this project's own, so that no such key is taken for one of gematik's test roots.
 */
export function authorityReference(kind: 'root' | 'subordinate', from: Date): Uint8Array {
  const year = from.getUTCFullYear() % 100
  return concat(
    Buffer.from('DEEHB', 'latin1'),
    Uint8Array.of(kind === 'root' ? 0x80 : 0x81, 0x02),
    fromHex(String(year).padStart(2, '0')),
  )
}

/** Name of a card's key: a two-byte index and the ICCSN. */
export function cardReference(index: string, iccsn: string): Uint8Array {
  return fromHex(index + iccsn)
}
