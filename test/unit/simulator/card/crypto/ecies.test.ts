import { createCipheriv, createECDH } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toBigInt } from '../../../../../src/bytes/big-endian.js'
import { fromHex, toHex } from '../../../../../src/bytes/hex.js'
import { aesCmac } from '../../../../../simulator/card/crypto/cmac.js'
import { curves } from '../../../../../simulator/card/crypto/curves.js'
import { decipherEcies, type EciesMessage } from '../../../../../simulator/card/crypto/ecies.js'
import { encipherFor } from '../ecies-sender.js'

/** NIST SP 800-38B, appendix D: message lengths 0, 16, 40 and 64 bytes. */
const message =
  '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710'
const cmacVectors = [
  ['2b7e151628aed2a6abf7158809cf4f3c', 0, 'bb1d6929e95937287fa37d129b756746'],
  ['2b7e151628aed2a6abf7158809cf4f3c', 16, '070a16b46b4d4144f79bdd9dd04a287c'],
  ['2b7e151628aed2a6abf7158809cf4f3c', 40, 'dfa66747de9ae63030ca32611497c827'],
  ['2b7e151628aed2a6abf7158809cf4f3c', 64, '51f0bebf7e3b9d92fc49741779363cfe'],
  ['603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 0, '028962f61b7bf89efc6b551f4667d983'],
  ['603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 40, 'aaf3d8f1de5640c232f5b169b9c911e6'],
] as const

describe('aesCmac', () => {
  it.each(cmacVectors)('with key %s over %i bytes gives the published value', (key, length, mac) => {
    expect(toHex(aesCmac(fromHex(key), fromHex(message).subarray(0, length)))).toBe(mac)
  })
})

describe('decipherEcies', () => {
  const curve = curves.brainpoolP256r1
  const receiver = createECDH(curve.opensslName)
  receiver.generateKeys()
  const privateValue = toBigInt(receiver.getPrivateKey())
  const decipher = (sent: EciesMessage) => decipherEcies(curve, privateValue, sent)

  it.each([0, 1, 15, 16, 17, 32, 200])('gives back a message of %i bytes', (length) => {
    const plain = new Uint8Array(length).fill(0x80)
    const deciphered = decipher(encipherFor(curve, receiver.getPublicKey(), plain))
    expect(deciphered && toHex(deciphered)).toBe(toHex(plain))
  })

  it('refuses a changed cipher, MAC or point alike', () => {
    const sent = encipherFor(curve, receiver.getPublicKey(), Buffer.from('content key'))
    const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))
    expect(decipher({ ...sent, cipher: flip(sent.cipher, 0) })).toBeUndefined()
    expect(decipher({ ...sent, mac: flip(sent.mac, 7) })).toBeUndefined()
    expect(decipher({ ...sent, ephemeralPoint: flip(sent.ephemeralPoint, 40) })).toBeUndefined()
    expect(decipher({ ...sent, ephemeralPoint: sent.ephemeralPoint.subarray(0, 33) })).toBeUndefined()
    expect(decipher({ ...sent, cipher: sent.cipher.subarray(1) })).toBeUndefined()
    expect(decipher({ ...sent, cipher: new Uint8Array(0) })).toBeUndefined()
    expect(decipher({ ...sent, mac: sent.mac.subarray(1) })).toBeUndefined()
  })

  it('refuses a message whose padding is not that of ISO 7816, though the MAC is right', () => {
    const sent = encipherFor(curve, receiver.getPublicKey(), new Uint8Array(0), (key, iv) => {
      const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
      return cipher.update(new Uint8Array(32))
    })
    expect(decipher(sent)).toBeUndefined()
  })
})
