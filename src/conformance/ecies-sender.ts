import { createCipheriv, createECDH, createHash } from 'node:crypto'
import { concat } from '../bytes/concat.js'
import { fromHex } from '../bytes/hex.js'
import { encodeTlv } from '../bytes/tlv.js'

const BLOCK = 16
const MAC_BYTES = 8
/** brainpoolP256r1 as an object identifier. */
const CURVE_OID = '2B2403030208010107'

/** What is sent, before it is put together: tests of refusals change a part of it. */
export interface EciesParts {
  readonly oid: Uint8Array
  readonly ephemeralPoint: Uint8Array
  readonly cipher: Uint8Array
  readonly mac: Uint8Array
}

/**
 * The sender's side of ELC encryption (gemSpec_COS N004.500, N091.650).
 *
 * @param publicPoint - of the receiver, uncompressed
 */
export function encipher(publicPoint: Uint8Array, plain: Uint8Array): EciesParts {
  const sender = createECDH('brainpoolP256r1')
  const ephemeralPoint = sender.generateKeys()
  const secret = sender.computeSecret(publicPoint)
  const derive = (counter: number): Uint8Array => sha256(concat(secret, Uint8Array.of(0, 0, 0, counter)))
  const [encryptionKey, macKey] = [derive(1), derive(2)]
  const iv = encryptBlock(encryptionKey, new Uint8Array(BLOCK))
  const cipher = createCipheriv('aes-256-cbc', encryptionKey, iv).setAutoPadding(false).update(padded(plain))
  const mac = cmac(macKey, padded(cipher)).subarray(0, MAC_BYTES)
  return { oid: fromHex(CURVE_OID), ephemeralPoint, cipher, mac }
}

/** The command data of PSO DECIPHER (gemSpec_COS N090.300 c). */
export function cipherObject({ oid, ephemeralPoint, cipher, mac }: EciesParts): Uint8Array {
  return encodeTlv(
    0xa6,
    encodeTlv(0x06, oid),
    encodeTlv(0x7f49, encodeTlv(0x86, ephemeralPoint)),
    encodeTlv(0x86, Uint8Array.of(0x02), cipher),
    encodeTlv(0x8e, mac),
  )
}

/** `80` and zeros up to the next block; a full block gets a further one. */
function padded(text: Uint8Array): Uint8Array {
  const length = (Math.floor(text.length / BLOCK) + 1) * BLOCK
  return concat(text, Uint8Array.of(0x80), new Uint8Array(length - text.length - 1))
}

/** AES-CMAC (RFC 4493) of whole blocks. */
function cmac(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const subkey = doubled(encryptBlock(key, new Uint8Array(BLOCK)))
  let state = new Uint8Array(BLOCK)
  for (let at = 0; at < blocks.length; at += BLOCK) {
    const isLast = at + BLOCK === blocks.length
    const block = blocks.subarray(at, at + BLOCK)
    const input = state.map((byte, i) => byte ^ (block[i] ?? 0) ^ (isLast ? (subkey[i] ?? 0) : 0))
    state = Uint8Array.from(encryptBlock(key, input))
  }
  return state
}

/** Twice the number in GF(2^128). */
function doubled(block: Uint8Array): Uint8Array {
  const shifted = block.map((byte, i) => (byte << 1) | ((block[i + 1] ?? 0) >> 7))
  if ((block[0] ?? 0) & 0x80) shifted[BLOCK - 1] = (shifted[BLOCK - 1] ?? 0) ^ 0x87
  return shifted
}

function encryptBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block)
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
