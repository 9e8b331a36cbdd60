import type { JsonWebKey } from 'node:crypto'
import { integer, objectIdentifier, octetString } from '../../src/bytes/der-writer.js'
import { toHex } from '../../src/bytes/hex.js'
import { parseCertificate } from '../../src/certificates/parse-certificate.js'
import type { SigningKey } from '../../src/trust-centre/certificate-writer.js'

/** Attributes of PKCS#11 2.40 (base specification, table 15 ff.; current mechanisms 2.1 and 2.3), as far as our objects have them. */
const types = {
  CKA_CLASS: 0x0,
  CKA_TOKEN: 0x1,
  CKA_PRIVATE: 0x2,
  CKA_LABEL: 0x3,
  CKA_VALUE: 0x11,
  CKA_CERTIFICATE_TYPE: 0x80,
  CKA_ISSUER: 0x81,
  CKA_SERIAL_NUMBER: 0x82,
  CKA_KEY_TYPE: 0x100,
  CKA_SUBJECT: 0x101,
  CKA_ID: 0x102,
  CKA_SENSITIVE: 0x103,
  CKA_DECRYPT: 0x105,
  CKA_UNWRAP: 0x107,
  CKA_SIGN: 0x108,
  CKA_VERIFY: 0x10a,
  CKA_DERIVE: 0x10c,
  CKA_MODULUS: 0x120,
  CKA_PUBLIC_EXPONENT: 0x122,
  CKA_PRIVATE_EXPONENT: 0x123,
  CKA_PRIME_1: 0x124,
  CKA_PRIME_2: 0x125,
  CKA_EXPONENT_1: 0x126,
  CKA_EXPONENT_2: 0x127,
  CKA_COEFFICIENT: 0x128,
  CKA_EXTRACTABLE: 0x162,
  CKA_EC_PARAMS: 0x180,
  CKA_EC_POINT: 0x181,
  CKA_ALWAYS_AUTHENTICATE: 0x202,
} as const

type Attributes = Readonly<Partial<Record<keyof typeof types, number | boolean | string | Uint8Array>>>

const classes = { certificate: 1, publicKey: 2, privateKey: 3 } as const
const keyTypes = { rsa: 0, ecc: 3 } as const

/** Where an object stands: CKA_ID in hex, and its label. Both may stand there more than once. */
export interface Place {
  readonly id: string
  readonly label: string
}

/** What a private key may do, CKA_SIGN and so on. */
export type KeyUse = 'sign' | 'decrypt' | 'derive'

/** A private key as `write-objects` takes it. */
export function privateKeyLine(
  place: Place,
  key: SigningKey,
  { uses, alwaysAuthenticate }: { readonly uses: readonly KeyUse[]; readonly alwaysAuthenticate: boolean },
): string {
  return objectLine(place, {
    CKA_CLASS: classes.privateKey,
    CKA_KEY_TYPE: keyTypes[key.algorithm],
    CKA_PRIVATE: true,
    CKA_SENSITIVE: true,
    CKA_UNWRAP: false,
    CKA_EXTRACTABLE: false,
    CKA_SIGN: uses.includes('sign'),
    CKA_DECRYPT: uses.includes('decrypt'),
    CKA_DERIVE: uses.includes('derive'),
    CKA_ALWAYS_AUTHENTICATE: alwaysAuthenticate,
    ...(key.algorithm === 'ecc'
      ? { ...curveOf(key), CKA_VALUE: key.scalar.use((scalar) => Uint8Array.from(scalar)) }
      : rsaNumbers(key.privateKey.export({ format: 'jwk' }))),
  })
}

/** The public key of a pair. */
export function publicKeyLine(place: Place, key: SigningKey): string {
  return objectLine(place, {
    CKA_CLASS: classes.publicKey,
    CKA_KEY_TYPE: keyTypes[key.algorithm],
    CKA_PRIVATE: false,
    CKA_VERIFY: true,
    ...(key.algorithm === 'ecc'
      ? { ...curveOf(key), CKA_EC_POINT: octetString(key.point) }
      : rsaNumbers(key.publicKey.export({ format: 'jwk' }))),
  })
}

export function certificateLine(place: Place, der: Uint8Array): string {
  const { subject, issuer, serialNumber } = parseCertificate(der)
  return objectLine(place, {
    CKA_CLASS: classes.certificate,
    CKA_CERTIFICATE_TYPE: 0,
    CKA_PRIVATE: false,
    CKA_SUBJECT: subject.der,
    CKA_ISSUER: issuer.der,
    CKA_SERIAL_NUMBER: integer(serialNumber),
    CKA_VALUE: der,
  })
}

function curveOf({ curve }: Extract<SigningKey, { algorithm: 'ecc' }>): Attributes {
  return { CKA_EC_PARAMS: objectIdentifier(curve.oid) }
}

function rsaNumbers(jwk: JsonWebKey): Attributes {
  const numbers = {
    CKA_MODULUS: jwk.n,
    CKA_PUBLIC_EXPONENT: jwk.e,
    CKA_PRIVATE_EXPONENT: jwk.d,
    CKA_PRIME_1: jwk.p,
    CKA_PRIME_2: jwk.q,
    CKA_EXPONENT_1: jwk.dp,
    CKA_EXPONENT_2: jwk.dq,
    CKA_COEFFICIENT: jwk.qi,
  }
  const given = Object.entries(numbers).filter(([, number]) => number !== undefined)
  return Object.fromEntries(given.map(([name, number]) => [name, Buffer.from(number ?? '', 'base64url')]))
}

function objectLine({ id, label }: Place, attributes: Attributes): string {
  const all: Attributes = { CKA_TOKEN: true, CKA_ID: Buffer.from(id, 'hex'), CKA_LABEL: label, ...attributes }
  const words = (Object.keys(all) as (keyof Attributes)[]).map(
    (name) => `${types[name].toString(16)}=${toHex(encoded(all[name] ?? ''))}`,
  )
  return words.join(' ')
}

/** CK_ULONG, CK_BBOOL, UTF-8 or bytes. */
function encoded(value: number | boolean | string | Uint8Array): Uint8Array {
  if (typeof value === 'number') return new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0)
  return typeof value === 'string' ? Buffer.from(value) : value
}
