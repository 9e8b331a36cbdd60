import { createHmac } from 'node:crypto'
import { fromBigInt, toBigInt } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import type { Curve } from './curves.js'
import type { RandomSource } from './random-source.js'

/** Candidates for the secret number k of one ECDSA signature, each in 1 to n-1. The first that works is used. */
export type NonceSource = (curve: Curve, privateValue: bigint, hash: Uint8Array) => Iterator<bigint, never>

/** Candidates from a source of randomness, by rejection. */
export function randomNonces(random: RandomSource): NonceSource {
  return function* (curve) {
    for (;;) {
      const candidate = toBigInt(random(curve.bytes))
      if (candidate > 0n && candidate < curve.order) yield candidate
    }
  }
}

/**
 * Candidates that follow from key and hash alone (RFC 6979 §3.2), so that a repeated run repeats its signatures without
 * ever using one k for two hashes.
 */
export const deterministicNonces: NonceSource = function* (curve, privateValue, hash) {
  const { order, bytes } = curve
  const mac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array =>
    createHmac(curve.hash, key)
      .update(concat(...parts))
      .digest()
  const seed = concat(fromBigInt(privateValue, bytes), fromBigInt(hashToNumber(curve, hash) % order, bytes))
  let v: Uint8Array = new Uint8Array(bytes).fill(1)
  let k: Uint8Array = new Uint8Array(bytes)
  for (const round of [0, 1]) {
    k = mac(k, v, Uint8Array.of(round), seed)
    v = mac(k, v)
  }
  for (;;) {
    v = mac(k, v)
    const candidate = toBigInt(v)
    if (candidate > 0n && candidate < order) yield candidate
    k = mac(k, v, Uint8Array.of(0))
    v = mac(k, v)
  }
}

/** The leftmost bits of a hash as a number (RFC 6979 §2.3.2); all curves here have an order of whole bytes. */
export function hashToNumber(curve: Curve, hash: Uint8Array): bigint {
  return toBigInt(hash.subarray(0, curve.bytes))
}
