import { createECDH } from 'node:crypto'
import { fromHex, toHex } from '../../src/bytes/hex.js'

/** Order of brainpoolP256r1 (RFC 5639 §3.4). */
const N = 0xa9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7n

/** What a card answered to a hash value, in hex: r and s of 32 bytes each. */
export interface PlainSignature {
  readonly hash: string
  readonly r: string
  readonly s: string
}

/** Takes the answer of PSO COMPUTE DIGITAL SIGNATURE apart. */
export function plainSignature(hash: string, answer: string): PlainSignature {
  return { hash, r: answer.slice(0, 64), s: answer.slice(64, 128) }
}

/**
 * The private key behind signatures of which two have the same nonce, in hex; undefined where all nonces differ. Of
 * s = (hash + r·d) / k and the same with another hash, d follows when k is the same.
 */
export function privateKeyBehind(signatures: readonly PlainSignature[]): string | undefined {
  const byR = new Map<string, PlainSignature>()
  for (const signature of signatures) {
    const twin = byR.get(signature.r)
    if (twin) return recover(twin, signature)
    byR.set(signature.r, signature)
  }
  return undefined
}

/** Public point that belongs to a private key, hex: `04 ‖ x ‖ y`. */
export function publicPointOf(privateKey: string): string {
  const key = createECDH('brainpoolP256r1')
  key.setPrivateKey(fromHex(privateKey))
  return toHex(key.getPublicKey())
}

function recover(one: PlainSignature, other: PlainSignature): string {
  const nonce = mod((number(one.hash) - number(other.hash)) * inverse(number(one.s) - number(other.s)))
  const key = mod((number(one.s) * nonce - number(one.hash)) * inverse(number(one.r)))
  return key.toString(16).padStart(64, '0')
}

function number(hex: string): bigint {
  return BigInt(`0x${hex}`)
}

function mod(value: bigint): bigint {
  return ((value % N) + N) % N
}

/** By the extended Euclidean algorithm. */
function inverse(value: bigint): bigint {
  let [a, b, x, y] = [mod(value), N, 1n, 0n]
  while (a !== 0n) {
    const quotient = b / a
    ;[b, a] = [a, b - quotient * a]
    ;[y, x] = [x, y - quotient * x]
  }
  return mod(y)
}
