import { createCipheriv, createECDH, createHash } from 'node:crypto'
import { concat } from '../../../../src/bytes/concat.js'
import { fromHex } from '../../../../src/bytes/hex.js'
import { encodeTlv } from '../../../../src/bytes/tlv.js'
import { aesCmac } from '../../../../simulator/card/crypto/cmac.js'
import type { Curve } from '../../../../simulator/card/crypto/curves.js'
import type { EciesMessage } from '../../../../simulator/card/crypto/ecies.js'

const BLOCK = 16

type Cipher = (key: Uint8Array, iv: Uint8Array) => Uint8Array

/** The sender's side of gemSpec_COS N004.500, for tests. `cipher` stands for the usual AES-CBC over padded text. */
export function encipherFor(curve: Curve, receiver: Uint8Array, plain: Uint8Array, cipher?: Cipher): EciesMessage {
  const sender = createECDH(curve.opensslName)
  sender.generateKeys()
  const secret = sender.computeSecret(receiver)
  const derive = (counter: number): Uint8Array =>
    createHash('sha256')
      .update(concat(secret, Uint8Array.of(0, 0, 0, counter)))
      .digest()
  const [encryptionKey, macKey] = [derive(1), derive(2)]
  const iv = createCipheriv('aes-256-ecb', encryptionKey, null).update(new Uint8Array(BLOCK))
  const encrypt =
    cipher ?? ((key, start) => createCipheriv('aes-256-cbc', key, start).setAutoPadding(false).update(padded(plain)))
  const text = encrypt(encryptionKey, iv)
  const mac = aesCmac(macKey, padded(text)).subarray(0, 8)
  return { ephemeralPoint: sender.getPublicKey(), cipher: text, mac }
}

/** The command data of PSO DECIPHER (gemSpec_COS N090.300c). */
export function eciesContainer(curve: Curve, { ephemeralPoint, cipher, mac }: EciesMessage): Uint8Array {
  return encodeTlv(
    0xa6,
    encodeTlv(0x06, fromHex(curve.oid)),
    encodeTlv(0x7f49, encodeTlv(0x86, ephemeralPoint)),
    encodeTlv(0x86, Uint8Array.of(0x02), cipher),
    encodeTlv(0x8e, mac),
  )
}

function padded(text: Uint8Array): Uint8Array {
  const length = Math.floor(text.length / BLOCK) * BLOCK + BLOCK
  return concat(text, Uint8Array.of(0x80), new Uint8Array(length - text.length - 1))
}
