import { DER, DerNode } from '../bytes/der-reader.js'
import { toBigInt } from '../bytes/big-endian.js'
import { equalBytes } from '../bytes/equal.js'
import type { Certificate } from './certificate.js'

/** A public key by its numbers, as cards and tokens give it out. */
export type PublicKeyNumbers =
  | { readonly type: 'rsa'; readonly modulus: Uint8Array; readonly publicExponent: Uint8Array }
  /** Uncompressed point, `04‖x‖y`. */
  | { readonly type: 'elc'; readonly point: Uint8Array }

/** True if `key` is the public key of the certificate. Numbers are compared, so leading zeros do not matter. */
export function isKeyOf({ spki, publicKey }: Certificate, key: PublicKeyNumbers): boolean {
  const isRsa = publicKey.asymmetricKeyType === 'rsa' || publicKey.asymmetricKeyType === 'rsa-pss'
  if (isRsa !== (key.type === 'rsa')) return false
  const fields = DerNode.read(spki).fields(DER.sequence, 'SubjectPublicKeyInfo')
  fields.take()
  const bits = fields.take().asWholeBitString()
  if (key.type === 'elc') return equalBytes(bits, key.point)
  const numbers = DerNode.read(bits).fields(DER.sequence, 'RSAPublicKey')
  return (
    numbers.take().asInteger() === toBigInt(key.modulus) && numbers.take().asInteger() === toBigInt(key.publicExponent)
  )
}
