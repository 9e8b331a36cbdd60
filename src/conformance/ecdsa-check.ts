import { toBigInt } from '../bytes/big-endian.js'

/** A point of the curve; undefined: the point at infinity. */
type Point = { readonly x: bigint; readonly y: bigint } | undefined

/** brainpoolP256r1 (RFC 5639 §3.4), the curve of all keys of generation 2.1. */
const p = 0xa9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377n
const a = 0x7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9n
const b = 0x26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6n
const n = 0xa9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7n
const base: Point = {
  x: 0x8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262n,
  y: 0x547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997n,
}

const COORDINATE_BYTES = 32
const UNCOMPRESSED = 0x04

/** Whether these bytes are an uncompressed point of the curve: `04`, x, y. */
export function isPoint(bytes: Uint8Array): boolean {
  const point = decodePoint(bytes)
  return point !== undefined && mod(point.y * point.y - point.x ** 3n - a * point.x - b, p) === 0n
}

/**
 * Whether a signature belongs to a value of 32 bytes, which need not be a hash: Node.js checks signatures of messages that it
 * hashes itself only, and the card signs what it is given.
 *
 * @param signature - r and s, 32 bytes each
 * @param publicPoint - as {@link isPoint}
 */
export function verifyEcdsa(value: Uint8Array, signature: Uint8Array, publicPoint: Uint8Array): boolean {
  const key = decodePoint(publicPoint)
  if (signature.length !== 2 * COORDINATE_BYTES || !key) return false
  const r = toBigInt(signature.subarray(0, COORDINATE_BYTES))
  const s = toBigInt(signature.subarray(COORDINATE_BYTES))
  if (r === 0n || r >= n || s === 0n || s >= n) return false
  const w = inverse(s, n)
  const sum = add(multiply(base, mod(toBigInt(value) * w, n)), multiply(key, mod(r * w, n)))
  return sum !== undefined && mod(sum.x, n) === r
}

function decodePoint(bytes: Uint8Array): Point {
  if (bytes.length !== 1 + 2 * COORDINATE_BYTES || bytes[0] !== UNCOMPRESSED) return undefined
  return { x: toBigInt(bytes.subarray(1, 1 + COORDINATE_BYTES)), y: toBigInt(bytes.subarray(1 + COORDINATE_BYTES)) }
}

function add(left: Point, right: Point): Point {
  if (!left) return right
  if (!right) return left
  if (left.x === right.x && mod(left.y + right.y, p) === 0n) return undefined
  const slope =
    left.x === right.x
      ? (3n * left.x * left.x + a) * inverse(2n * left.y, p)
      : (right.y - left.y) * inverse(right.x - left.x, p)
  const x = mod(slope * slope - left.x - right.x, p)
  return { x, y: mod(slope * (left.x - x) - left.y, p) }
}

function multiply(point: Point, factor: bigint): Point {
  let sum: Point
  let doubled = point
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if (rest & 1n) sum = add(sum, doubled)
    doubled = add(doubled, doubled)
  }
  return sum
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [remainder, next] = [mod(value, modulus), modulus]
  let [factor, nextFactor] = [1n, 0n]
  while (next !== 0n) {
    const quotient = remainder / next
    ;[remainder, next] = [next, remainder - quotient * next]
    ;[factor, nextFactor] = [nextFactor, factor - quotient * nextFactor]
  }
  return mod(factor, modulus)
}

function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}
