import { constants, createHash, privateEncrypt, type KeyObject } from 'node:crypto'
import { toBigInt } from '../../../src/bytes/big-endian.js'
import { integer, sequence } from '../../../src/bytes/der-writer.js'
import { toHex } from '../../../src/bytes/hex.js'
import { childrenOf, readTlv } from '../../../src/bytes/tlv.js'
import { curves, type Curve } from '../../../simulator/card/crypto/curves.js'
import { signHash } from '../../../simulator/card/crypto/ecdsa.js'
import { randomNonces } from '../../../simulator/card/crypto/nonce.js'
import { systemRandom } from '../../../simulator/card/crypto/random-source.js'
import { signPss } from '../../../simulator/card/crypto/rsa.js'

/** Algorithms of the SmartCard-HSM: P2 of SIGN. */
const RSA_RAW = 0x20
const RSA_PSS = 0x40
const EC_RAW = 0x70
/** The card hashes by itself. */
const EC_HASHES: Readonly<Record<number, string>> = { 0x71: 'sha1', 0x72: 'sha224', 0x73: 'sha256' }
/** A DigestInfo of SHA-256 up to the hash (RFC 8017 §9.2). */
const SHA256_PREFIX = '3031300d060960864801650304020105000420'
const SHA256_BYTES = 32

/** A signature as a SmartCard-HSM makes it, r and s as SEQUENCE. Undefined where the card would not sign that. */
export function signAsScHsm(key: KeyObject, algorithm: number, data: Uint8Array): Uint8Array | undefined {
  return key.asymmetricKeyType === 'rsa' ? signRsa(key, algorithm, data) : signEc(key, algorithm, data)
}

/** The curve of an elliptic key; undefined: the cards of the tests have none such. */
export function curveOf(key: KeyObject): Curve | undefined {
  const { namedCurve } = key.asymmetricKeyDetails ?? {}
  return Object.values(curves).find(({ opensslName }) => opensslName === namedCurve)
}

/** Of a block as long as the modulus, which the host has padded; for PSS of a hash, with or without its DigestInfo. */
function signRsa(key: KeyObject, algorithm: number, data: Uint8Array): Uint8Array | undefined {
  const modulusBytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  if (algorithm === RSA_RAW && data.length === modulusBytes) {
    return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, data)
  }
  const hash = toHex(data).startsWith(SHA256_PREFIX) ? data.subarray(SHA256_PREFIX.length / 2) : data
  if (algorithm !== RSA_PSS || hash.length !== SHA256_BYTES) return undefined
  return signPss(key, modulusBytes, hash, systemRandom)
}

function signEc(key: KeyObject, algorithm: number, data: Uint8Array): Uint8Array | undefined {
  const hashName = EC_HASHES[algorithm]
  const hash = hashName === undefined ? data : createHash(hashName).update(data).digest()
  const curve = curveOf(key)
  if (!curve || (hashName === undefined && algorithm !== EC_RAW) || hash.length > curve.bytes) return undefined
  const plain = signHash(curve, privateValue(key), hash, randomNonces(systemRandom))
  return sequence(integer(plain.subarray(0, curve.bytes)), integer(plain.subarray(curve.bytes)))
}

/** From ECPrivateKey (RFC 5915): node:crypto's JWK knows no brainpool curve. */
function privateValue(key: KeyObject): bigint {
  const [, number] = childrenOf(readTlv(key.export({ format: 'der', type: 'sec1' })))
  return toBigInt(number?.value ?? new Uint8Array(0))
}
