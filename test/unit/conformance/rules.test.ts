import { createECDH, createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concat } from '../../../src/bytes/concat.js'
import { fromHex } from '../../../src/bytes/hex.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import { isPoint, verifyEcdsa } from '../../../src/conformance/ecdsa-check.js'
import { cipherObject, encipher } from '../../../src/conformance/ecies-sender.js'
import {
  anyError,
  data,
  describeExpectation,
  meets,
  oneOf,
  otherThan,
  sw,
  that,
} from '../../../src/conformance/expectation.js'
import { fcp, standardObjectsFirst } from '../../../src/conformance/fcp-rule.js'
import { Kept } from '../../../src/conformance/kept.js'
import { pointOf, rsaKeyOf } from '../../../src/conformance/public-key-object.js'

const kept = new Kept()
const answer = (status: string, bytes = ''): { sw: number; data: Uint8Array } => ({
  sw: Number.parseInt(status, 16),
  data: fromHex(bytes),
})

describe('an expectation', () => {
  it('of a status word alone is met by that word without data', () => {
    expect(meets(sw('6A82'), answer('6A82'), kept)).toBe(true)
    expect(meets(sw('6A82'), answer('6A88'), kept)).toBe(false)
    expect(meets(sw('9000'), answer('9000', '00'), kept)).toBe(false)
  })

  it('of several words is met by each of them, and x stands for any digit', () => {
    const open = oneOf(['62C1', '63Cx'], 'N078.600')
    for (const status of ['62C1', '63C0', '63CF']) expect(meets(open, answer(status), kept)).toBe(true)
    expect(meets(open, answer('63D0'), kept)).toBe(false)
    expect(meets(anyError('N015.610'), answer('9000'), kept)).toBe(false)
  })

  it('of data is met by these bytes and no others', () => {
    expect(meets(data('5A 0A'), answer('9000', '5a0a'), kept)).toBe(true)
    expect(meets(data('5A 0A'), answer('9000', '5a0b'), kept)).toBe(false)
    expect(meets(data('5A 0A'), answer('6282', '5a0a'), kept)).toBe(false)
  })

  it('of other data than were kept wants the same length', () => {
    kept.keep('first', fromHex('0102'))
    expect(meets(that(otherThan('first')), answer('9000', '0103'), kept)).toBe(true)
    expect(meets(that(otherThan('first')), answer('9000', '0102'), kept)).toBe(false)
    expect(meets(that(otherThan('first')), answer('9000', '010304'), kept)).toBe(false)
  })

  it('says in words what it wants', () => {
    expect(describeExpectation(oneOf(['6981', '6982'], 'N052.600 a'))).toBe('6981 or 6982')
    expect(describeExpectation(data('5A'))).toBe('9000, 5A')
  })
})

describe('the check of ECDSA signatures', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' })
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-65)
  const message = Buffer.from('signed by somebody else')
  const hash = createHash('sha256').update(message).digest()
  const signature = createSign('sha256').update(message).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' })

  it('accepts what openssl has signed', () => {
    expect(verifyEcdsa(hash, signature, point)).toBe(true)
  })

  it('refuses another hash, another signature, another key and another length', () => {
    const other = createECDH('brainpoolP256r1').generateKeys()
    expect(
      verifyEcdsa(
        hash.map((byte) => byte ^ 1),
        signature,
        point,
      ),
    ).toBe(false)
    expect(
      verifyEcdsa(
        hash,
        signature.map((byte, i) => (i === 63 ? byte ^ 1 : byte)),
        point,
      ),
    ).toBe(false)
    expect(verifyEcdsa(hash, signature, other)).toBe(false)
    expect(verifyEcdsa(hash, signature.subarray(1), point)).toBe(false)
    expect(verifyEcdsa(hash, new Uint8Array(64), point)).toBe(false)
  })

  it('knows a point of the curve from other bytes', () => {
    expect(isPoint(point)).toBe(true)
    expect(isPoint(point.map((byte, i) => (i === 64 ? byte ^ 1 : byte)))).toBe(false)
    expect(isPoint(point.subarray(1))).toBe(false)
  })
})

describe('the sender of a cryptogram', () => {
  it('puts curve, point, cipher and MAC where gemSpec_COS N090.300 c has them', () => {
    const parts = encipher(createECDH('brainpoolP256r1').generateKeys(), fromHex('00112233'))
    expect(parts.cipher).toHaveLength(16)
    expect(parts.mac).toHaveLength(8)
    expect(Buffer.from(cipherObject(parts)).toString('hex')).toMatch(
      /^a6[0-9a-f]{2}06092b24030302080101077f4943864104[0-9a-f]{128}861102[0-9a-f]{32}8e08[0-9a-f]{16}$/,
    )
  })
})

describe('a public key as the card gives it', () => {
  it('is a point, or modulus and exponent', () => {
    expect(pointOf(encodeTlv(0x7f49, encodeTlv(0x86, Uint8Array.of(4, 1, 2))))).toEqual(Uint8Array.of(4, 1, 2))
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
    const object = encodeTlv(
      0x7f49,
      encodeTlv(0x81, Buffer.from(n, 'base64url')),
      encodeTlv(0x82, Buffer.from(e, 'base64url')),
    )
    expect(rsaKeyOf(object)?.export({ format: 'jwk' })).toEqual(publicKey.export({ format: 'jwk' }))
  })

  it('is nothing where bytes are missing or left over', () => {
    const object = encodeTlv(0x7f49, encodeTlv(0x86, Uint8Array.of(4)))
    expect(pointOf(object.subarray(0, -1))).toBeUndefined()
    expect(pointOf(concat(object, Uint8Array.of(0)))).toBeUndefined()
    expect(rsaKeyOf(object)).toBeUndefined()
  })
})

describe('the rule for file control parameters', () => {
  const object = encodeTlv(0x62, fromHex('80020C00'), fromHex('820141'), fromHex('8A0105'))

  it('compares values, numbers of any length, choices, and what must not be there', () => {
    const rule = fcp({ '80': { number: 0x0c00 }, '82': ['01', '41'], '8A': '05', '84': null })
    expect(rule.check(object, kept)).toBe(true)
    expect(fcp({ '80': { number: 12 } }).check(object, kept)).toBe(false)
    expect(fcp({ '82': null }).check(object, kept)).toBe(false)
    expect(fcp({ '84': '00' }).check(object, kept)).toBe(false)
    expect(fcp({}).check(object.subarray(1), kept)).toBe(false)
  })

  it('wants the standard objects within 256 bytes', () => {
    expect(standardObjectsFirst.check(object, kept)).toBe(true)
    const late = encodeTlv(0x62, encodeTlv(0x85, new Uint8Array(260)), fromHex('820141'))
    expect(standardObjectsFirst.check(late, kept)).toBe(false)
  })
})
