import { createECDH, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { bitString, objectIdentifier, sequence } from '../../../../src/bytes/der-writer.js'
import { toHex } from '../../../../src/bytes/hex.js'
import { child, type ChildXml } from './image-builder.js'

/** A key of the test card: its object and the public key to check it with. */
export interface TestKey {
  readonly publicKey: KeyObject
  /** The public point or the modulus. */
  readonly publicBytes: Uint8Array
  /** The object with these further attributes. */
  readonly object: (id: string, identifier: string, attributes?: Readonly<Record<string, string>>) => ChildXml
}

/** An ELC key of the test card. */
export interface TestEcKey extends TestKey {
  readonly privateValue: bigint
}

/** A fresh key on brainpoolP256r1. */
export function testEcKey(): TestEcKey {
  const ecdh = createECDH('brainpoolP256r1')
  ecdh.generateKeys()
  const algorithm = sequence(objectIdentifier('1.2.840.10045.2.1'), objectIdentifier('1.3.36.3.3.2.8.1.1.7'))
  const der = Buffer.from(sequence(algorithm, bitString(ecdh.getPublicKey())))
  return {
    publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }),
    publicBytes: ecdh.getPublicKey(),
    privateValue: BigInt(`0x${ecdh.getPrivateKey('hex')}`),
    object: (id, identifier, attributes = {}) =>
      child(id, 'PrivateElcKey', {
        keyIdentifier: identifier,
        domainParameterOid: 'brainpoolP256r1',
        listAlgorithmIdentifier: '{[1,(signECDSA)]}',
        keyAvailable: 'TRUE',
        privateKey: ecdh.getPrivateKey('hex').padStart(64, '0'),
        ...attributes,
      }),
  }
}

/** A fresh RSA key of 2048 bits. */
export function testRsaKey(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = privateKey.export({ format: 'jwk' })
  const hex = (text: string | undefined): string => toHex(Buffer.from(text ?? '', 'base64url'))
  const numbers = { n: jwk.n, e: jwk.e, d: jwk.d, p: jwk.p, q: jwk.q, dP: jwk.dp, dQ: jwk.dq, c: jwk.qi }
  return {
    publicKey,
    publicBytes: Buffer.from(jwk.n ?? '', 'base64url'),
    object: (id, identifier, attributes = {}) =>
      child(id, 'PrivateRsaKey', {
        keyIdentifier: identifier,
        modulusLength: '0800',
        listAlgorithmIdentifier: '{[1,(signPSS,signPKCS1_V1_5,rsaClientAuthentication)]}',
        keyAvailable: 'TRUE',
        ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, hex(value)])),
        ...attributes,
      }),
  }
}
