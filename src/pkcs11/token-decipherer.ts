import { SecretBytes } from '../bytes/secret-bytes.js'
import type { Certificate } from '../certificates/certificate.js'
import type { KeyDecipherer } from '../encryption/key-decipherer.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { CryptokiError, cryptokiFailure } from './cryptoki-errors.js'
import { keyMissing, keysThatFit } from './token-objects.js'
import type { TokenSession } from './token-module.js'

/** What {@link tokenDecipherer} needs. */
export interface TokenDeciphererParts {
  readonly session: TokenSession
  readonly key: { readonly name: string; readonly id: Uint8Array }
  readonly certificate: Certificate
  readonly reader: string
  /** Whether the user's PIN is verified: without it most tokens hide their private keys. */
  readonly isVerified: () => Promise<boolean>
}

/** CKM_* of each way, with its parameter where tokens differ in it. */
const mechanismNames = {
  pkcs1: 'CKM_RSA_PKCS',
  oaepSha256: 'CKM_RSA_PKCS_OAEP (SHA-256)',
  ecdh: 'CKM_ECDH1_DERIVE',
} as const

/** SoftHSM 2.6.1 says the last one of any hash but SHA-1. */
const unknownMechanism: readonly string[] = [
  'CKR_MECHANISM_INVALID',
  'CKR_MECHANISM_PARAM_INVALID',
  'CKR_ARGUMENTS_BAD',
]

/**
 * A key of a token as one that deciphers. Its methods throw HealthCardError: `HC_PIN_NOT_VERIFIED`, `HC_CARD_KEY_MISSING`,
 * `HC_CARD_OPERATION_REFUSED` with `lacks` where the token does not know the mechanism.
 */
export function tokenDecipherer(parts: TokenDeciphererParts): KeyDecipherer {
  const { session, key, certificate } = parts
  const use = async (
    mechanism: keyof typeof mechanismNames,
    work: (handle: string) => Promise<Uint8Array>,
  ): Promise<SecretBytes> => {
    try {
      const [found] = keysThatFit(await session.privateKeys(key.id), certificate)
      if (found) return SecretBytes.take(await work(found.handle))
    } catch (error) {
      throw error instanceof CryptokiError ? failureOf(error, mechanism, parts) : error
    }
    if (await parts.isVerified()) throw keyMissing(key.name)
    throw new HealthCardError('HC_PIN_NOT_VERIFIED', `${key.name} is not to be seen without a PIN`, {
      object: key.name,
    })
  }
  return {
    certificate,
    decipher: (padding, cipher) => use(padding, (handle) => session.decipher(handle, padding, cipher)),
    agree: (publicPoint) => use('ecdh', (handle) => session.derive(handle, publicPoint)),
  }
}

function failureOf(
  error: CryptokiError,
  mechanism: keyof typeof mechanismNames,
  { key: { name }, reader }: TokenDeciphererParts,
): HealthCardError {
  // A point that is none is as bad an argument as a mechanism that is not known.
  const isUnknown =
    mechanism === 'ecdh'
      ? error.ckr === 'CKR_MECHANISM_INVALID'
      : error.call === 'C_DecryptInit' && unknownMechanism.includes(error.ckr)
  if (!isUnknown) return cryptokiFailure(error, reader)
  const lacks = [mechanismNames[mechanism]]
  const data = { reader, object: name, status: error.ckr, command: error.call, lacks }
  const message = `${reader}: ${error.message} for ${mechanismNames[mechanism]}`
  return new HealthCardError('HC_CARD_OPERATION_REFUSED', message, data, { cause: error })
}
