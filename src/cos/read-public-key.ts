import { DecodeError } from '../bytes/decode-error.js'
import { childrenOf, findTlv, readTlv, type Tlv } from '../bytes/tlv.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { defineCommand, type CardCommand } from './card-command.js'

/** The public part of a key pair, as the card gives it out. */
export type CardPublicKey =
  | { readonly type: 'rsa'; readonly modulus: Uint8Array; readonly publicExponent: Uint8Array }
  /** `point` is `04‖x‖y`. */
  | { readonly type: 'elc'; readonly point: Uint8Array }

/** `notGenerated`: the key object exists and holds no key (6400). */
export type ReadPublicKeyResult =
  { readonly kind: 'key'; readonly key: CardPublicKey } | { readonly kind: 'notGenerated' | 'notFound' | 'refused' }

/**
 * Reads a public key: GENERATE ASYMMETRIC KEY PAIR `00 46 81 reference Le` (gemSpec_COS 14.9.3), the form that generates
 * nothing.
 */
export function readPublicKey(keyReference: number, extended: boolean): CardCommand<ReadPublicKeyResult> {
  return defineCommand({
    name: 'GENERATE ASYMMETRIC KEY PAIR',
    spec: 'gemSpec_COS 14.9.3',
    ins: 0x46,
    p1: 0x81,
    p2: keyReference,
    le: 'any',
    extended,
    outcomes: { '9000': 'key', '6400': 'notGenerated', '6A88': 'notFound', '6982': 'refused' },
    decode: ({ outcome, data }): ReadPublicKeyResult =>
      outcome === 'key' ? { kind: outcome, key: decodePublicKey(data) } : { kind: outcome },
  })
}

/** The template `7F49 { 81 modulus, 82 exponent }` or `7F49 { 86 point }` (gemSpec_COS N097.500 ff.). */
function decodePublicKey(bytes: Uint8Array): CardPublicKey {
  try {
    const template = readTlv(bytes)
    if (template.tag !== 0x7f49) throw new DecodeError('no public key template 7F49', 0)
    return publicKeyOf(childrenOf(template))
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new HealthCardError('HC_CARD_DATA_MALFORMED', cause.message, { offset: cause.offset }, { cause })
  }
}

function publicKeyOf(parts: readonly Tlv[]): CardPublicKey {
  const point = findTlv(parts, 0x86)
  if (point) return { type: 'elc', point: point.value }
  const modulus = findTlv(parts, 0x81)
  const exponent = findTlv(parts, 0x82)
  if (!modulus || !exponent) throw new DecodeError('public key template without a key', 0)
  return { type: 'rsa', modulus: modulus.value, publicExponent: exponent.value }
}
