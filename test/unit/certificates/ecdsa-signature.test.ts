import { sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromBigInt } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import { DecodeError } from '../../../src/bytes/decode-error.js'
import { integer, sequence } from '../../../src/bytes/der-writer.js'
import {
  ecdsaSignatureFromDer,
  ecdsaSignatureToDer,
  isPlainEcdsaSignature,
} from '../../../src/certificates/ecdsa-signature.js'
import { ellipticCurves } from '../../../src/certificates/elliptic-curves.js'
import { opensslOutput } from '../../support/openssl.js'
import { generateKey } from '../../support/openssl-pki.js'

describe.each(ellipticCurves)('the plain and the DER form on $name', (curve) => {
  const { order, orderLengthBytes } = curve
  const plain = (r: bigint, s: bigint): Uint8Array =>
    concat(fromBigInt(r, orderLengthBytes), fromBigInt(s, orderLengthBytes))

  it('have the order that openssl prints', () => {
    const text = opensslOutput(['ecparam', '-name', curve.cryptoName, '-param_enc', 'explicit', '-text', '-noout'])
    const printed = /Order:([\s0-9a-f:]+)Cofactor/.exec(Buffer.from(text).toString())?.[1] ?? ''
    expect(BigInt(`0x${printed.replace(/[\s:]/g, '')}`)).toBe(order)
  })

  it('agree with what node:crypto makes of its own signatures', () => {
    const key = generateKey(curve.cryptoName as 'prime256v1')
    const der = sign('sha256', Buffer.from('data'), key)
    const converted = ecdsaSignatureFromDer(der, curve)
    expect(converted).toHaveLength(2 * orderLengthBytes)
    expect(Buffer.from(ecdsaSignatureToDer(converted, curve))).toEqual(der)
  })

  it('keep numbers with leading zeros and with the highest bit set', () => {
    for (const [r, s] of [
      [1n, order - 1n],
      [0x80n, 0x7fn],
      [order - 1n, 1n],
    ] as const) {
      const der = ecdsaSignatureToDer(plain(r, s), curve)
      expect(der).toEqual(sequence(integer(r), integer(s)))
      expect(ecdsaSignatureFromDer(der, curve)).toEqual(plain(r, s))
    }
  })

  it('refuse numbers outside [1, n-1]', () => {
    for (const [r, s] of [
      [0n, 1n],
      [1n, 0n],
      [order, 1n],
      [1n, order],
    ] as const) {
      expect(isPlainEcdsaSignature(plain(r, s), curve)).toBe(false)
      expect(() => ecdsaSignatureToDer(plain(r, s), curve)).toThrow(
        expect.objectContaining({ code: 'HC_SIGNATURE_INVALID' }),
      )
      expect(() => ecdsaSignatureFromDer(sequence(integer(r), integer(s)), curve)).toThrow(DecodeError)
    }
  })

  it('refuse other lengths and other structures', () => {
    expect(isPlainEcdsaSignature(new Uint8Array(2 * orderLengthBytes + 1).fill(1), curve)).toBe(false)
    expect(() => ecdsaSignatureFromDer(sequence(integer(1), integer(1), integer(1)), curve)).toThrow(DecodeError)
    expect(() => ecdsaSignatureFromDer(sequence(integer(1)), curve)).toThrow(DecodeError)
  })
})
