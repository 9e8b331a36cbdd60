import { constants, createHash, createPublicKey, privateEncrypt, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestInfo } from '../../../src/signing/digest-info.js'
import { generateKey } from '../../support/openssl-pki.js'

describe('digestInfo', () => {
  it('is what a PKCS#1 v1.5 signature pads: a card that pads it makes a signature over the data', () => {
    const key = generateKey('rsa')
    const data = Buffer.from('signed attributes')
    const input = digestInfo(createHash('sha256').update(data).digest())
    const signature = privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, input)
    expect(verify('sha256', data, createPublicKey(key), signature)).toBe(true)
  })

  it('refuses anything but 32 bytes', () => {
    expect(() => digestInfo(new Uint8Array(20))).toThrow(RangeError)
  })
})
