import { constants, createHash, verify } from 'node:crypto'
import type { DataRule } from './expectation.js'
import { isPoint, verifyEcdsa } from './ecdsa-check.js'
import { modulusLength, pointOf, rsaKeyOf } from './public-key-object.js'

/** The hash that cases have signed: 32 bytes that are no hash of anything that matters. */
export const HASH = 'B85C1F0D3A6E97245C80D1F2A3B4C5D6E7F8091A2B3C4D5E6F708192A3B4C5D6'
const hash = Uint8Array.from(Buffer.from(HASH, 'hex'))

/** What cases have signed by RSA: Node.js hashes it itself. */
export const MESSAGE = Buffer.from('ehba conformance', 'latin1')

/** The hash of {@link MESSAGE}, hex. */
export const MESSAGE_HASH = createHash('sha256').update(MESSAGE).digest('hex')

/** Its DigestInfo (PKCS#1): SHA-256 and the hash, hex. */
export const MESSAGE_DIGEST_INFO = `3031300D060960864801650304020105000420${MESSAGE_HASH}`

const SALT_BYTES = 32
const RSA_2048_BYTES = 256

/** A public key of the curve brainpoolP256r1. */
export const ecPublicKey: DataRule = {
  is: 'a public key (7F49 with 86) on brainpoolP256r1',
  check: (data) => isPoint(pointOf(data) ?? new Uint8Array()),
}

/** A public RSA key of 2048 bits. */
export const rsaPublicKey: DataRule = {
  is: 'a public RSA key (7F49 with 81 and 82) of 2048 bits',
  check: (data) => rsaKeyOf(data) !== undefined && modulusLength(data) === RSA_2048_BYTES,
}

/** r and s over {@link HASH}, or over another value of 32 bytes. @param key - name under which the public key is kept */
export function ecdsaSignature(key: string, value: Uint8Array = hash): DataRule {
  return {
    is: `64 bytes, a signature that the public part of the key (${key}) verifies`,
    check: (data, kept) => verifyEcdsa(value, data, pointOf(kept.get(key)) ?? new Uint8Array()),
  }
}

/** RSASSA-PSS with SHA-256 over the hash of {@link MESSAGE} (gemSpec_COS N003.500). */
export function pssSignature(key: string): DataRule {
  return rsaSignature(key, 'PSS', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES })
}

/** RSASSA-PKCS1-v1_5 over the DigestInfo of {@link MESSAGE}. */
export function pkcs1Signature(key: string): DataRule {
  return rsaSignature(key, 'PKCS#1 1.5', { padding: constants.RSA_PKCS1_PADDING })
}

function rsaSignature(key: string, scheme: string, options: { padding: number; saltLength?: number }): DataRule {
  return {
    is: `256 bytes, a ${scheme} signature that the public part of the key (${key}) verifies`,
    check: (data, kept) => {
      const publicKey = rsaKeyOf(kept.get(key))
      return publicKey !== undefined && verify('sha256', MESSAGE, { key: publicKey, ...options }, data)
    },
  }
}
