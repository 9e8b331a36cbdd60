import { fromBigInt, toBigInt } from '../../../src/bytes/big-endian.js'
import { toHex } from '../../../src/bytes/hex.js'
import type { EccKey } from '../../../src/trust-centre/ecc-key.js'
import type { RsaKey } from '../../../src/trust-centre/rsa-key.js'

/** Attributes of a private key on an elliptic curve: the public point and the scalar. */
export function eccKeyParts(key: EccKey): Record<'P' | 'privateKey', string> {
  return { P: toHex(key.point), privateKey: key.scalar.use(toHex) }
}

/**
 * Attributes of a private RSA key: modulus, exponents, and the parts of the Chinese remainder form. A JWK calls c, the
 * inverse of q modulo p, `qi`.
 */
export function rsaKeyParts(key: RsaKey): Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dP' | 'dQ' | 'c', string> {
  const { n, e, d, p, q, dp, dq, qi } = key.privateKey.export({ format: 'jwk' })
  const modulusLength = key.modulusBits / 8
  const primeLength = modulusLength / 2
  return {
    n: part(n, modulusLength),
    e: part(e, 3),
    d: part(d, modulusLength),
    p: part(p, primeLength),
    q: part(q, primeLength),
    dP: part(dp, primeLength),
    dQ: part(dq, primeLength),
    c: part(qi, primeLength),
  }
}

/** A JWK drops leading zeros where it may; a card's numbers are as long as their place. */
function part(base64url: string | undefined, lengthBytes: number): string {
  if (base64url === undefined) throw new RangeError('not a private RSA key')
  return toHex(fromBigInt(toBigInt(Buffer.from(base64url, 'base64url')), lengthBytes))
}
