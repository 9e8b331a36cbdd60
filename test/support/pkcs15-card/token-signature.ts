import type { KeyObject } from 'node:crypto'
import { toBigInt } from '../../../src/bytes/big-endian.js'
import { integer, sequence } from '../../../src/bytes/der-writer.js'
import { curves } from '../../../simulator/card/crypto/curves.js'
import { signHash } from '../../../simulator/card/crypto/ecdsa.js'
import { randomNonces } from '../../../simulator/card/crypto/nonce.js'
import { systemRandom } from '../../../simulator/card/crypto/random-source.js'
import { signPkcs1 } from '../../../simulator/card/crypto/rsa.js'

/**
 * PSO COMPUTE DIGITAL SIGNATURE as IsoApplet does it: a hash for an elliptic curve, answered by SEQUENCE { r, s }; a
 * DigestInfo for RSA. Undefined where the card would not sign that.
 */
export function signAsIsoApplet(key: KeyObject, data: Uint8Array): Uint8Array | undefined {
  if (key.asymmetricKeyType === 'rsa') return signPkcs1(key, data)
  const curve = Object.values(curves).find(({ opensslName }) => opensslName === key.asymmetricKeyDetails?.namedCurve)
  if (!curve || data.length > curve.bytes) return undefined
  const { d = '' } = key.export({ format: 'jwk' })
  const plain = signHash(curve, toBigInt(Buffer.from(d, 'base64url')), data, randomNonces(systemRandom))
  return sequence(integer(plain.subarray(0, curve.bytes)), integer(plain.subarray(curve.bytes)))
}
