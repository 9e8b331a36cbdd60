import { constants, publicEncrypt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../../../../src/bytes/hex.js'
import { curves } from '../../../../../simulator/card/crypto/curves.js'
import { benchWith, pin, type CardBench } from '../card-bench.js'
import { eciesContainer, encipherFor } from '../ecies-sender.js'
import { password, rules } from '../image-builder.js'
import { testEcKey, testRsaKey } from '../test-keys.js'

const ec = testEcKey()
const rsa = testRsaKey()
const secret = Buffer.from('content encryption key')
const curve = curves.brainpoolP256r1

const needsPin = { accessRules: rules('({00||2a||80||86},PWD(01))') }
const chooseEc = '002241b80684010580010b'
const chooseOaep = '002241b806840103800185'
const choosePkcs1 = '002241b806840103800181'

function card(): CardBench {
  const bench = benchWith([
    password('PIN.CH', '01'),
    ec.object('PrK.ENC.E', '05', { ...needsPin, listAlgorithmIdentifier: '{[1,(elcSharedSecretCalculation)]}' }),
    rsa.object('PrK.ENC.R', '03', {
      ...needsPin,
      listAlgorithmIdentifier: '{[1,(rsaDecipherOaep,rsaDecipherPKCS1_V1_5)]}',
    }),
  ])
  bench.status(`0020000108${pin.right}`)
  return bench
}

function extended(data: Uint8Array): string {
  return `002a808600${data.length.toString(16).padStart(4, '0')}${toHex(data)}0000`
}

describe('PSO DECIPHER with an elliptic-curve key', () => {
  const message = encipherFor(curve, ec.publicBytes, secret)

  it('gives back what was enciphered for it [N090.300c]', () => {
    const bench = card()
    bench.status(chooseEc)
    expect(Buffer.from(bench.data(extended(eciesContainer(curve, message)))).toString()).toBe(secret.toString())
  })

  it('answers 6A80 to another curve, a wrong MAC, another structure and no structure at all', () => {
    const bench = card()
    bench.status(chooseEc)
    const container = eciesContainer(curve, message)
    const wrong = [
      eciesContainer(curves.ansix9p256r1, message),
      eciesContainer(curve, { ...message, mac: new Uint8Array(8) }),
      container.map((value, i) => (i === 0 ? 0xa7 : value)),
      Uint8Array.from([...container, 0x00]),
      container.subarray(0, 40),
      Uint8Array.of(0x00),
    ]
    expect(wrong.map((data) => bench.status(extended(data)))).toEqual(wrong.map(() => '6a80'))
  })

  it('needs a PIN and a key', () => {
    const bench = card()
    expect(bench.status(extended(eciesContainer(curve, message)))).toBe('6985')
    bench.core.reset()
    expect(bench.status(chooseEc, extended(eciesContainer(curve, message)))).toBe('6982')
  })
})

describe('PSO DECIPHER with an RSA key', () => {
  const oaep = publicEncrypt({ key: rsa.publicKey, oaepHash: 'sha256' }, secret)
  const pkcs1 = publicEncrypt({ key: rsa.publicKey, padding: constants.RSA_PKCS1_PADDING }, secret)
  const withIndicator = (cipher: Uint8Array, indicator = 0x00) => Uint8Array.from([indicator, ...cipher])

  it('deciphers OAEP and PKCS #1 v1.5, as chosen', () => {
    const bench = card()
    bench.status(chooseOaep)
    expect(Buffer.from(bench.data(extended(withIndicator(oaep)))).toString()).toBe(secret.toString())
    expect(bench.status(extended(withIndicator(pkcs1)))).toBe('6a80')
    bench.status(choosePkcs1)
    expect(Buffer.from(bench.data(extended(withIndicator(pkcs1)))).toString()).toBe(secret.toString())
    expect(bench.status(extended(withIndicator(oaep)))).toBe('6a80')
  })

  it('refuses other lengths and padding indicators', () => {
    const bench = card()
    bench.status(chooseOaep)
    expect(bench.status(extended(oaep))).toBe('6700')
    expect(bench.status(extended(withIndicator(oaep, 0x81)))).toBe('6a80')
    expect(bench.status('002a808602000100')).toBe('6700')
  })

  it('does not sign with a key for deciphering', () => {
    expect(card().status('002241b606840103800105')).toBe('6a81')
  })
})
