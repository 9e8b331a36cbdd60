import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

/** An RSA key pair with public exponent 65537. */
export interface RsaKey {
  readonly algorithm: 'rsa'
  readonly modulusBits: number
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const generate = promisify(generateKeyPair)

/** Makes a key pair. The primes come from OpenSSL's own generator: an injected randomness cannot repeat them. */
export async function generateRsaKey(modulusBits = 2048): Promise<RsaKey> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: modulusBits, publicExponent: 0x10001 })
  return { algorithm: 'rsa', modulusBits, privateKey, publicKey }
}
