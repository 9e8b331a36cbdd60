import { constants, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { DerNode } from '../../../src/bytes/der-reader.js'
import { context, integer, nullValue, objectIdentifier, sequence } from '../../../src/bytes/der-writer.js'
import {
  encodeSignatureMechanism,
  readSignatureAlgorithm,
  signatureMechanisms,
} from '../../../src/certificates/signature-algorithm.js'
import { verifySignature } from '../../../src/certificates/verify-signature.js'
import { flipBit } from '../../support/flip-bit.js'
import { generateKey, mechanismKeys, mechanisms, signPlain } from '../../support/openssl-pki.js'

const data = Buffer.from('to be signed')

describe.each(mechanisms)('verifySignature by %s', (mechanism) => {
  const key = generateKey(mechanismKeys[mechanism].key)
  const publicKey = createPublicKey(key)
  const signature = signPlain(key, mechanism, data)

  it('accepts what the card gives', () => {
    expect(verifySignature(publicKey, mechanism, data, signature)).toBe(true)
  })

  it('refuses other data, flipped bits and other lengths', () => {
    expect(verifySignature(publicKey, mechanism, Buffer.from('other'), signature)).toBe(false)
    expect(verifySignature(publicKey, mechanism, data, flipBit(signature, 3))).toBe(false)
    expect(verifySignature(publicKey, mechanism, data, signature.subarray(1))).toBe(false)
    expect(verifySignature(publicKey, mechanism, data, Buffer.concat([signature, Buffer.of(0)]))).toBe(false)
    expect(verifySignature(publicKey, mechanism, data, new Uint8Array(0))).toBe(false)
  })

  it('refuses a key of another kind', () => {
    const other = createPublicKey(generateKey(mechanism === 'ecdsa-sha256' ? 'rsa' : 'brainpoolP256r1'))
    expect(verifySignature(other, mechanism, data, signature)).toBe(false)
    expect(verifySignature(createPublicKey(generateEd25519()), mechanism, data, signature)).toBe(false)
  })

  it('refuses the signature under every other mechanism', () => {
    for (const other of mechanisms.filter((name) => name !== mechanism)) {
      expect(verifySignature(publicKey, other, data, signature)).toBe(false)
    }
  })

  it('has an AlgorithmIdentifier that reads back as itself', () => {
    const node = DerNode.read(encodeSignatureMechanism(mechanism))
    expect(readSignatureAlgorithm(node)).toEqual(signatureMechanisms[mechanism])
  })
})

function generateEd25519(): Parameters<typeof createPublicKey>[0] & object {
  return generateKeyPairSync('ed25519').privateKey
}

describe('verifySignature', () => {
  it('takes the salt length at its word', () => {
    const key = generateKey('rsa')
    const signature = sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 })
    const pss = { scheme: 'rsa-pss', hash: 'sha256' } as const
    expect(verifySignature(createPublicKey(key), { ...pss, saltLengthBytes: 20 }, data, signature)).toBe(true)
    expect(verifySignature(createPublicKey(key), { ...pss, saltLengthBytes: 32 }, data, signature)).toBe(false)
    expect(verifySignature(createPublicKey(key), { ...pss, saltLengthBytes: 500 }, data, signature)).toBe(false)
  })

  it('refuses RSA keys below 2048 bits', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const signature = sign('sha256', data, privateKey)
    expect(verifySignature(publicKey, 'rsa-pkcs1-sha256', data, signature)).toBe(false)
  })
})

describe('readSignatureAlgorithm', () => {
  const read = (...parts: Uint8Array[]): unknown => readSignatureAlgorithm(DerNode.read(sequence(...parts)))

  it('does not accept SHA-1, and RSA without a digest only beside one', () => {
    expect(read(objectIdentifier('1.2.840.113549.1.1.5'), nullValue())).toBeUndefined()
    expect(read(objectIdentifier('1.2.840.113549.1.1.1'), nullValue())).toBeUndefined()
    const rsa = DerNode.read(sequence(objectIdentifier('1.2.840.113549.1.1.1'), nullValue()))
    expect(readSignatureAlgorithm(rsa, 'sha384')).toEqual({ scheme: 'rsa-pkcs1', hash: 'sha384' })
  })

  it('does not accept PSS whose mask is made with another digest, nor another trailer', () => {
    const hash = (arc: number): Uint8Array => sequence(objectIdentifier(`2.16.840.1.101.3.4.2.${arc}`))
    const mask = (arc: number): Uint8Array => sequence(objectIdentifier('1.2.840.113549.1.1.8'), hash(arc))
    const pss = (...parameters: Uint8Array[]): unknown =>
      read(objectIdentifier('1.2.840.113549.1.1.10'), sequence(...parameters))
    const salt = context(2, integer(32))
    expect(pss(context(0, hash(1)), context(1, mask(1)), salt)).toEqual(signatureMechanisms['rsa-pss-sha256'])
    expect(pss(context(0, hash(1)), context(1, mask(2)), salt)).toBeUndefined()
    expect(pss(context(0, hash(1)), context(1, sequence(objectIdentifier('1.2.3'))), salt)).toBeUndefined()
    expect(pss(context(0, hash(1)), context(1, mask(1)), salt, context(3, integer(2)))).toBeUndefined()
  })

  it('does not accept the defaults of PSS, which mean SHA-1', () => {
    expect(read(objectIdentifier('1.2.840.113549.1.1.10'), sequence())).toBeUndefined()
  })
})
