import { createDecipheriv, createECDH, createHash } from 'node:crypto'
import { fromBigInt } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import { equalBytes } from '../../../src/bytes/equal.js'
import { aesCmac, encryptBlock } from './cmac.js'
import type { Curve } from './curves.js'

/** A message enciphered for an elliptic-curve key (gemSpec_COS N004.500). */
export interface EciesMessage {
  /** The sender's ephemeral public point, 04‖x‖y. */
  readonly ephemeralPoint: Uint8Array
  readonly cipher: Uint8Array
  /** The first eight bytes of a CMAC over the padded cipher. */
  readonly mac: Uint8Array
}

const BLOCK = 16
const MAC_BYTES = 8

/** ELC_DEC (gemSpec_COS N004.800): undefined where point, MAC or padding is wrong, without saying which. */
export function decipherEcies(curve: Curve, privateValue: bigint, message: EciesMessage): Uint8Array | undefined {
  const { cipher, mac } = message
  const shared = sharedSecret(curve, privateValue, message.ephemeralPoint)
  if (!shared || cipher.length === 0 || cipher.length % BLOCK !== 0) return undefined
  const macKey = deriveKey(shared, 2)
  if (!equalBytes(aesCmac(macKey, padIso(cipher)).subarray(0, MAC_BYTES), mac)) return undefined
  const encryptionKey = deriveKey(shared, 1)
  const iv = encryptBlock(encryptionKey, new Uint8Array(BLOCK))
  const decipher = createDecipheriv('aes-256-cbc', encryptionKey, iv).setAutoPadding(false)
  return removeIsoPadding(decipher.update(cipher))
}

/** ECKA: the x-coordinate (BSI TR-03111 §4.3.1). */
function sharedSecret(curve: Curve, privateValue: bigint, point: Uint8Array): Uint8Array | undefined {
  if (point.length !== 1 + 2 * curve.bytes || point[0] !== 4) return undefined
  const ecdh = createECDH(curve.opensslName)
  ecdh.setPrivateKey(fromBigInt(privateValue, curve.bytes))
  try {
    return ecdh.computeSecret(point)
  } catch {
    // The point is not on the curve.
    return undefined
  }
}

/** KeyDerivation_AES256: SHA-256 over the secret and a counter (BSI TR-03111 §4.3.3). */
function deriveKey(secret: Uint8Array, counter: number): Uint8Array {
  return createHash('sha256')
    .update(concat(secret, Uint8Array.of(0, 0, 0, counter)))
    .digest()
}

/** PaddingIso to whole blocks: 80 00 … 00 (gemSpec_COS N001.000). */
function padIso(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.floor(message.length / BLOCK) * BLOCK + BLOCK)
  padded.set(message)
  padded[message.length] = 0x80
  return padded
}

function removeIsoPadding(padded: Uint8Array): Uint8Array | undefined {
  const end = padded.findLastIndex((byte) => byte !== 0)
  return padded[end] === 0x80 && padded.length - end <= BLOCK ? padded.slice(0, end) : undefined
}
