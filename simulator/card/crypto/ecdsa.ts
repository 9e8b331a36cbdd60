import { createECDH } from 'node:crypto'
import { fromBigInt, toBigInt } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import type { Curve } from './curves.js'
import { hashToNumber, type NonceSource } from './nonce.js'

/**
 * ELC_SIG (gemSpec_COS N004.600; BSI TR-03111 §4.2.1): signs a hash that is given, which node:crypto's own `sign` cannot
 * do: it hashes once more.
 *
 * @returns r‖s, each as long as the order of the curve
 */
export function signHash(curve: Curve, privateValue: bigint, hash: Uint8Array, nonces: NonceSource): Uint8Array {
  const { order, bytes } = curve
  const z = hashToNumber(curve, hash)
  const candidates = nonces(curve, privateValue, hash)
  for (;;) {
    const k = candidates.next().value
    const r = xCoordinate(curve, k) % order
    const s = (inverse(k, order) * (z + r * privateValue)) % order
    if (r !== 0n && s !== 0n) return concat(fromBigInt(r, bytes), fromBigInt(s, bytes))
  }
}

/** The public point of a private number: 04‖x‖y. */
export function publicPoint(curve: Curve, privateValue: bigint): Uint8Array {
  const ecdh = createECDH(curve.opensslName)
  ecdh.setPrivateKey(fromBigInt(privateValue, curve.bytes))
  return ecdh.getPublicKey()
}

function xCoordinate(curve: Curve, k: bigint): bigint {
  return toBigInt(publicPoint(curve, k).subarray(1, 1 + curve.bytes))
}

/** Inverse modulo a prime by the extended Euclidean algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [remainder, next] = [modulus, value % modulus]
  let [coefficient, nextCoefficient] = [0n, 1n]
  while (next !== 0n) {
    const quotient = remainder / next
    ;[remainder, next] = [next, remainder - quotient * next]
    ;[coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient]
  }
  return coefficient < 0n ? coefficient + modulus : coefficient
}
