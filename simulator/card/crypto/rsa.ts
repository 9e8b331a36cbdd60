import { constants, createHash, createPrivateKey, privateDecrypt, privateEncrypt, type KeyObject } from 'node:crypto'
import { toBigInt } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import type { RsaNumbers } from '../image/object-system.js'
import type { RandomSource } from './random-source.js'

/** Inner hash, mask generation and salt are fixed to SHA-256 (gemSpec_COS N003.500, CosT_858). */
const HASH_BYTES = 32
/** Shortest modulus in bytes. */
const SHORTEST_MODULUS = 128

/**
 * A private RSA key from its numbers.
 *
 * @throws Error where the numbers are no RSA key. OpenSSL alone would take any.
 */
export function rsaPrivateKey(numbers: RsaNumbers): KeyObject {
  if (!belongTogether(numbers)) throw new RangeError('the numbers do not belong together')
  const { n, e, d, p, q, dP, dQ, qInv } = numbers
  const text = (number: Uint8Array): string => Buffer.from(withoutLeadingZeros(number)).toString('base64url')
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: text(n),
      e: text(e),
      d: text(d),
      p: text(p),
      q: text(q),
      dp: text(dP),
      dq: text(dQ),
      qi: text(qInv),
    },
  })
}

/** RSASSA_PSS_SIGN over a given hash of any length (gemSpec_COS N003.500; RFC 8017 §9.1.1 with salt of 32 bytes). */
export function signPss(key: KeyObject, modulusBytes: number, hash: Uint8Array, random: RandomSource): Uint8Array {
  const salt = random(HASH_BYTES)
  const h = sha256(new Uint8Array(8), hash, salt)
  const paddingBytes = modulusBytes - 2 * HASH_BYTES - 2
  const block = concat(new Uint8Array(paddingBytes), Uint8Array.of(1), salt)
  const mask = generateMask(h, block.length)
  const masked = block.map((byte, i) => byte ^ (mask[i] ?? 0))
  // The encoded message is one bit shorter than the modulus, whose length is a multiple of eight bits.
  masked[0] = (masked[0] ?? 0) & 0x7f
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, concat(masked, h, Uint8Array.of(0xbc)))
}

/** RSASSA_PKCS1_V1_5_SIGN over a given DigestInfo (gemSpec_COS N003.600). */
export function signPkcs1(key: KeyObject, digestInfo: Uint8Array): Uint8Array {
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo)
}

/** RSAES_OAEP_DECRYPT with SHA-256 and empty label (gemSpec_COS N004.200); undefined where the padding is wrong. */
export function decipherOaep(key: KeyObject, cipher: Uint8Array): Uint8Array | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, cipher)
  } catch {
    // Every failure here is the sender's: one answer for all, so that nothing leaks about the padding.
    return undefined
  }
}

/** RSAES_PKCS1_V1_5_DECRYPT (RFC 8017 §7.2.2); undefined where the padding is wrong. */
export function decipherPkcs1(key: KeyObject, cipher: Uint8Array): Uint8Array | undefined {
  const block = decipherRaw(key, cipher)
  const separator = block?.indexOf(0, 2) ?? -1
  return block?.[0] === 0 && block[1] === 2 && separator >= 10 ? block.subarray(separator + 1) : undefined
}

/** Without padding: node:crypto refuses PKCS #1 v1.5 decryption since its answers would be an oracle. */
function decipherRaw(key: KeyObject, cipher: Uint8Array): Uint8Array | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, cipher)
  } catch {
    // The number is not below the modulus.
    return undefined
  }
}

/** MGF1 (RFC 8017 §B.2.1). */
function generateMask(seed: Uint8Array, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / HASH_BYTES) }, (_, counter) =>
    sha256(seed, Uint8Array.of(0, 0, counter >> 8, counter & 0xff)),
  )
  return concat(...blocks).subarray(0, length)
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return createHash('sha256')
    .update(concat(...parts))
    .digest()
}

function belongTogether({ n, e, p, q, dP, dQ }: RsaNumbers): boolean {
  const [primeP, primeQ, exponent] = [toBigInt(p), toBigInt(q), toBigInt(e)]
  const modulus = withoutLeadingZeros(n)
  return (
    // Whole bytes, and room for a signature (gemSpec_COS N002.100 has 2048 and 3072 bits).
    (modulus[0] ?? 0) >= 0x80 &&
    modulus.length >= SHORTEST_MODULUS &&
    primeP > 2n &&
    primeQ > 2n &&
    primeP * primeQ === toBigInt(n) &&
    (exponent * toBigInt(dP)) % (primeP - 1n) === 1n &&
    (exponent * toBigInt(dQ)) % (primeQ - 1n) === 1n
  )
}

function withoutLeadingZeros(number: Uint8Array): Uint8Array {
  const start = number.findIndex((byte) => byte !== 0)
  return start < 0 ? number : number.subarray(start)
}
