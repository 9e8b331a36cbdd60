import { DecodeError } from './decode-error.js'

/** Content bytes of an object identifier (X.690 §8.19) from its dotted form. */
export function encodeOid(dotted: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt)
  return Uint8Array.from([first * 40n + second, ...rest].flatMap(base128))
}

const maxLengthBytes = 64

/**
 * Dotted form from the content bytes.
 *
 * @throws DecodeError on an empty, truncated or padded arc, and on more bytes than any identifier in use has.
 */
export function decodeOid(content: Uint8Array, base = 0): string {
  if (content.length > maxLengthBytes) throw new DecodeError('object identifier is too long', base)
  const arcs: bigint[] = []
  let arc = 0n
  let open = false
  for (const [i, byte] of content.entries()) {
    if (!open && byte === 0x80) throw new DecodeError('object identifier with a padded arc', base + i)
    arc = (arc << 7n) | BigInt(byte & 0x7f)
    open = (byte & 0x80) !== 0
    if (open) continue
    arcs.push(arc)
    arc = 0n
  }
  const [head, ...rest] = arcs
  if (head === undefined || open) throw new DecodeError('object identifier is cut short', base + content.length)
  const root = head < 80n ? head / 40n : 2n
  return [root, head - root * 40n, ...rest].join('.')
}

function base128(arc: bigint): number[] {
  const septets = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) septets.unshift(Number(rest & 0x7fn) | 0x80)
  return septets
}
