import { fromBigInt, toBigInt } from '../bytes/big-endian.js'
import { concat } from '../bytes/concat.js'
import { DecodeError } from '../bytes/decode-error.js'
import { DER, DerNode } from '../bytes/der-reader.js'
import { integer, sequence } from '../bytes/der-writer.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { EllipticCurve } from './elliptic-curves.js'

/*
 * The one place where the two forms of an ECDSA signature meet:
 *
 *   plain (card, XML, JWS)   r ‖ s, both big-endian and as long as n
 *   DER (X.509, CMS)         SEQUENCE { INTEGER r, INTEGER s }   (RFC 3279 §2.2.3)
 */

/** True if `plain` is r‖s of the curve's length with r and s in [1, n-1] (BSI TR-03111 §4.2.1.2 step 1). */
export function isPlainEcdsaSignature(plain: Uint8Array, curve: EllipticCurve): boolean {
  if (plain.length !== 2 * curve.orderLengthBytes) return false
  return [plain.subarray(0, curve.orderLengthBytes), plain.subarray(curve.orderLengthBytes)]
    .map(toBigInt)
    .every((number) => number >= 1n && number < curve.order)
}

/**
 * DER from r‖s.
 *
 * @throws HealthCardError `HC_SIGNATURE_INVALID` if the length is wrong or r or s is out of range.
 */
export function ecdsaSignatureToDer(plain: Uint8Array, curve: EllipticCurve): Uint8Array<ArrayBuffer> {
  if (!isPlainEcdsaSignature(plain, curve)) {
    throw new HealthCardError('HC_SIGNATURE_INVALID', `not a plain ECDSA signature on ${curve.name}`)
  }
  return sequence(integer(plain.subarray(0, curve.orderLengthBytes)), integer(plain.subarray(curve.orderLengthBytes)))
}

/**
 * r‖s from DER.
 *
 * @throws DecodeError if the bytes are not DER or r or s is out of range.
 */
export function ecdsaSignatureFromDer(der: Uint8Array, curve: EllipticCurve): Uint8Array<ArrayBuffer> {
  const fields = DerNode.read(der).fields(DER.sequence, 'ECDSA signature')
  const numbers = [fields.take(), fields.take()].map((node) => {
    const number = node.asInteger()
    if (number < 1n || number >= curve.order) throw new DecodeError('number out of the range of the curve', node.offset)
    return fromBigInt(number, curve.orderLengthBytes)
  })
  fields.end()
  return concat(...numbers)
}
