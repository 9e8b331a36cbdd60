import { constants, privateEncrypt, type KeyObject } from 'node:crypto'
import { toBigInt } from '../../../src/bytes/big-endian.js'
import { integer, sequence } from '../../../src/bytes/der-writer.js'
import { curves } from '../../../simulator/card/crypto/curves.js'
import { signHash } from '../../../simulator/card/crypto/ecdsa.js'
import { randomNonces } from '../../../simulator/card/crypto/nonce.js'
import { systemRandom } from '../../../simulator/card/crypto/random-source.js'

/** Algorithms of the SmartCard-HSM: P2 of SIGN. The host hashes and pads. */
const RSA_RAW = 0x20
const EC_RAW = 0x70

/**
 * A signature as a SmartCard-HSM makes it: of a hash, as SEQUENCE { r, s }; or of a block as long as the modulus. Undefined
 * where the card would not sign that.
 */
export function signAsScHsm(key: KeyObject, algorithm: number, data: Uint8Array): Uint8Array | undefined {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (algorithm === RSA_RAW && data.length * 8 === modulusLength) {
    return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, data)
  }
  const curve = Object.values(curves).find(({ opensslName }) => opensslName === namedCurve)
  if (algorithm !== EC_RAW || !curve || data.length > curve.bytes) return undefined
  const { d = '' } = key.export({ format: 'jwk' })
  const plain = signHash(curve, toBigInt(Buffer.from(d, 'base64url')), data, randomNonces(systemRandom))
  return sequence(integer(plain.subarray(0, curve.bytes)), integer(plain.subarray(curve.bytes)))
}
