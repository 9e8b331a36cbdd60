import { createECDH, createHash, createHmac } from 'node:crypto'
import { fromBigInt, toBigInt } from '../bytes/big-endian.js'
import { concat } from '../bytes/concat.js'
import type { EccKey } from './ecc-key.js'

/**
 * ECDSA over SHA-256 with the nonce of RFC 6979: one message and key give one signature, so that certificates made
 * from a seed come out the same, and no weakness of a random source can repeat a nonce and give the key away.
 *
 * @returns the plain signature `r ‖ s`, both parts as long as the curve's order
 */
export function signEcdsaSha256(key: EccKey, data: Uint8Array): Uint8Array {
  const { order, orderLengthBytes: lengthBytes } = key.curve
  const hash = createHash('sha256').update(data).digest()
  return key.scalar.use((scalar) => {
    const d = toBigInt(scalar)
    const e = leftmostBits(hash, order)
    for (const k of nonces(scalar, fromBigInt(e % order, lengthBytes), order)) {
      const r = abscissa(k, key) % order
      const s = (inverse(k, order) * (e + r * d)) % order
      if (r !== 0n && s !== 0n) return concat(fromBigInt(r, lengthBytes), fromBigInt(s, lengthBytes))
    }
    throw new Error('RFC 6979 nonces never end')
  })
}

/** The candidates for k in order (RFC 6979 §3.2, HMAC-SHA256). `h1` is bits2octets of the hash. */
function* nonces(scalar: Uint8Array, h1: Uint8Array, order: bigint): Generator<bigint, void> {
  const lengthBytes = scalar.length
  let v: Uint8Array = new Uint8Array(32).fill(1)
  let key: Uint8Array = new Uint8Array(32)
  for (const separator of [0, 1]) {
    key = hmac(key, v, Uint8Array.of(separator), scalar, h1)
    v = hmac(key, v)
  }
  for (;;) {
    let t = new Uint8Array(0)
    while (t.length < lengthBytes) {
      v = hmac(key, v)
      t = concat(t, v)
    }
    const k = leftmostBits(t, order)
    if (k > 0n && k < order) yield k
    key = hmac(key, v, Uint8Array.of(0))
    v = hmac(key, v)
  }
}

/** bits2int of RFC 6979 §2.3.2: as many leading bits as the order has. */
function leftmostBits(bytes: Uint8Array, order: bigint): bigint {
  const surplus = bytes.length * 8 - order.toString(2).length
  return surplus > 0 ? toBigInt(bytes) >> BigInt(surplus) : toBigInt(bytes)
}

/** x-coordinate of k·G. OpenSSL does the point arithmetic: k is set as if it were a private key. */
function abscissa(k: bigint, { curve }: EccKey): bigint {
  const ecdh = createECDH(curve.cryptoName)
  ecdh.setPrivateKey(fromBigInt(k, curve.orderLengthBytes))
  return toBigInt(ecdh.getPublicKey().subarray(1, 1 + curve.orderLengthBytes))
}

/** Inverse of `value` modulo the prime `modulus` by the extended Euclidean algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value % modulus, modulus]
  let [x, y] = [1n, 0n]
  while (a > 1n) {
    const quotient = a / b
    ;[a, b] = [b, a - quotient * b]
    ;[x, y] = [y, x - quotient * y]
  }
  return x < 0n ? x + modulus : x
}

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}
