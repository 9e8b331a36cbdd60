import { DER, DerNode } from '../bytes/der-reader.js'
import { DecodeError } from '../bytes/decode-error.js'
import { equalBytes } from '../bytes/equal.js'
import { toHex } from '../bytes/hex.js'
import type { Certificate } from '../certificates/certificate.js'
import { isKeyOf, type PublicKeyNumbers } from '../certificates/is-key-of.js'
import { parseCertificate } from '../certificates/parse-certificate.js'
import { signingPurpose } from '../certificates/signing-purpose.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { mechanismsFor } from './mechanisms.js'
import type { MechanismFacts, TokenObject } from './token-module.js'

/** CKK_*, PKCS#11 2.40 §2.1.2 and §2.3.3. */
const CKK_RSA = 0
const CKK_EC = 3

/** A key of a token with its certificate: what belongs together has the same CKA_ID, whatever it is labelled. */
export interface TokenKey {
  readonly name: string
  readonly label: string
  readonly use: 'qes' | 'sig' | 'osig' | 'aut' | 'enc' | 'other'
  readonly mechanisms: readonly SignatureMechanism[]
  /** Mechanisms that a key of this kind would need and the token does not have: `CKM_ECDSA`. */
  readonly lacks: readonly string[]
  readonly password: 'PIN.USER'
  /** Name of its certificate. */
  readonly certificate: string
  /** CKA_ID. */
  readonly id: Uint8Array
  /** `unreadable`: what stands in its place is no certificate. */
  readonly content: Certificate | 'missing' | 'unreadable'
}

/**
 * The keys of a token, by its certificates, and after them the keys that have none. Names are unique: the label, and where
 * labels repeat or are missing, CKA_ID and the beginning of the fingerprint behind it. Tokens list their objects in any
 * order; here it is that of the uses, then of the names.
 */
export function tokenKeys(objects: readonly TokenObject[], mechanisms: readonly MechanismFacts[]): TokenKey[] {
  const certificates = objects.filter(({ kind, value }) => kind === 'certificate' && value !== undefined)
  const bare = objects.filter(({ kind, id }, index) => {
    const isKey = kind !== 'certificate'
    const first = objects.findIndex((other) => other.kind !== 'certificate' && equalBytes(other.id, id)) === index
    return isKey && first && !certificates.some((certificate) => equalBytes(certificate.id, id))
  })
  const found = [...certificates, ...bare].map((object) => describe(object, mechanisms))
  return uniqueNames(found).sort((a, b) => uses.indexOf(a.use) - uses.indexOf(b.use) || (a.name < b.name ? -1 : 1))
}

const uses: readonly TokenKey['use'][] = ['qes', 'osig', 'sig', 'aut', 'enc', 'other']

type Description = Omit<TokenKey, 'name' | 'certificate'>

function describe(object: TokenObject, mechanisms: readonly MechanismFacts[]): Description {
  const { id, label } = object
  const content = contentOf(object)
  const certificate = typeof content === 'object' ? content : undefined
  return {
    label,
    id,
    content,
    use: certificate ? useOf(certificate) : 'other',
    ...(certificate ? mechanismsFor(certificate, mechanisms) : { mechanisms: [], lacks: [] }),
    password: 'PIN.USER',
  }
}

function contentOf({ kind, value }: TokenObject): TokenKey['content'] {
  if (kind !== 'certificate' || !value) return 'missing'
  try {
    return parseCertificate(value)
  } catch (error) {
    if (isHealthCardError(error, 'HC_CERT_MALFORMED')) return 'unreadable'
    throw error
  }
}

function useOf(certificate: Certificate): TokenKey['use'] {
  const purpose = signingPurpose(certificate)
  if (purpose.kind !== 'refused') return purpose.kind
  if (purpose.why === 'authenticationOnly') return 'aut'
  return purpose.why === 'encryptionOnly' ? 'enc' : 'other'
}

function uniqueNames(found: readonly Description[]): TokenKey[] {
  const names = [shortName, nameWithId, nameWithFingerprint]
  return found.map((key, index) => {
    const tell = names.find((nameOf) => found.every((other, i) => i === index || nameOf(other) !== nameOf(key)))
    const name = tell ? tell(key) : `${nameWithFingerprint(key)} ${index + 1}`
    return { ...key, name, certificate: name }
  })
}

function shortName({ label, id }: Description): string {
  return label === '' ? `id=${toHex(id)}` : label
}

function nameWithId({ label, id }: Description): string {
  return label === '' ? `id=${toHex(id)}` : `${label} (id=${toHex(id)})`
}

function nameWithFingerprint(key: Description): string {
  const { content } = key
  return typeof content === 'object' ? `${nameWithId(key)} ${content.fingerprint.slice(0, 8)}` : nameWithId(key)
}

/** The public numbers of a key object; undefined where the token does not tell them. */
export function publicNumbers(object: TokenObject): PublicKeyNumbers | undefined {
  const { keyType, modulus, publicExponent, ecPoint } = object
  if (keyType === CKK_RSA && modulus && publicExponent) return { type: 'rsa', modulus, publicExponent }
  return keyType === CKK_EC && ecPoint ? { type: 'elc', point: pointOf(ecPoint) } : undefined
}

/** Lengths of uncompressed points of the curves that are used: `04‖x‖y`. */
const pointLengths: readonly number[] = [65, 97, 129]

/**
 * CKA_EC_POINT is an OCTET STRING around the point (PKCS#11 2.40 §2.3.3); some modules leave the wrapping out. Both begin
 * with 04, so their length decides.
 */
function pointOf(value: Uint8Array): Uint8Array {
  if (pointLengths.includes(value.length)) return value
  try {
    return DerNode.read(value).expect(DER.octetString).content
  } catch (error) {
    if (error instanceof DecodeError) return value
    throw error
  }
}

/** The private keys that can be that of the certificate, as far as their public parts tell. */
export function keysThatFit(keys: readonly TokenObject[], certificate: Certificate): TokenObject[] {
  const type = certificate.keyAlgorithm.startsWith('ecc') ? CKK_EC : CKK_RSA
  return keys.filter((key) => {
    const numbers = publicNumbers(key)
    return (key.keyType ?? type) === type && (numbers === undefined || isKeyOf(certificate, numbers))
  })
}

export function keyMissing(object: string): HealthCardError {
  return new HealthCardError('HC_CARD_KEY_MISSING', `the token has no private key for ${object}`, { object })
}
