import { createPublicKey, type KeyObject } from 'node:crypto'
import { integer, sequence } from '../bytes/der-writer.js'
import { childrenOf, findTlv, readTlv } from '../bytes/tlv.js'
import { unlessMalformed } from '../bytes/unless-malformed.js'

/** A public key as GENERATE ASYMMETRIC KEY PAIR gives it (gemSpec_COS N098.200): `7F49` with `86` or with `81` and `82`. */
const TEMPLATE = 0x7f49
const POINT = 0x86
const MODULUS = 0x81
const EXPONENT = 0x82

/** The point of an ELC key, uncompressed; undefined for anything else. */
export function pointOf(object: Uint8Array): Uint8Array | undefined {
  return part(object, POINT)
}

/** An RSA key; undefined for anything else. */
export function rsaKeyOf(object: Uint8Array): KeyObject | undefined {
  const [modulus, exponent] = [part(object, MODULUS), part(object, EXPONENT)]
  if (!modulus || !exponent) return undefined
  const der = sequence(integer(modulus), integer(exponent))
  return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'pkcs1' })
}

/** Length of the modulus in bytes; undefined where there is none. */
export function modulusLength(object: Uint8Array): number | undefined {
  return part(object, MODULUS)?.length
}

function part(object: Uint8Array, tag: number): Uint8Array | undefined {
  return unlessMalformed(() => {
    const template = readTlv(object)
    if (template.tag !== TEMPLATE || template.encoding.length !== object.length) return undefined
    return findTlv(childrenOf(template), tag)?.value
  })
}
