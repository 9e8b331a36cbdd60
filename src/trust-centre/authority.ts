import { randomBytes } from 'node:crypto'
import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  keyIdentifier,
  keyUsage,
  subjectKeyIdentifier,
} from './certificate-extensions.js'
import { publicKeyInfo, writeCertificate, type SigningKey } from './certificate-writer.js'
import type { DistinguishedName } from './distinguished-name.js'
import { generateEccKey } from './ecc-key.js'
import type { RandomSource } from './random-source.js'
import { validYears } from './validity.js'

/** A certificate authority: its name, its key and its certificate. For reference and test; never a real one. */
export interface Authority {
  readonly name: DistinguishedName
  readonly key: SigningKey
  /** DER of its own certificate. */
  readonly certificate: Uint8Array
  /** DER from its own certificate up to the root. */
  readonly chain: readonly Uint8Array[]
  /** Where the serial numbers of what it issues come from. */
  readonly random: RandomSource
}

/** What a new authority is made from. */
export interface AuthorityOptions {
  /** Becomes the common name, followed by `TEST-ONLY`. */
  readonly name: string
  /** Start of its validity. */
  readonly now: Date
  /** Source of the serial numbers and of the key, where none is given. */
  readonly random?: RandomSource
  /** Default: a new key on brainpoolP256r1. */
  readonly key?: SigningKey
  /** How many authorities may stand below it in a chain (RFC 5280 §4.2.1.9). Default: no limit for a root, 0 below. */
  readonly pathLength?: number
  /** Default: 10 years. */
  readonly years?: number
}

/** Makes a self-signed root. */
export function createRootAuthority(options: AuthorityOptions): Authority {
  const { random = randomBytes, key = generateEccKey(random), pathLength, now, years = 10 } = options
  const name = testAuthorityName(options.name)
  const publicKey = publicKeyInfo(key.publicKey)
  const certificate = writeCertificate(
    {
      issuer: name,
      subject: name,
      publicKey,
      validity: validYears(now, years),
      extensions: [
        subjectKeyIdentifier(keyIdentifier(publicKey)),
        authorityKeyIdentifier(keyIdentifier(publicKey)),
        basicConstraints({ cA: true, ...(pathLength !== undefined && { pathLength }) }),
        keyUsage(['keyCertSign', 'cRLSign']),
      ],
    },
    key,
    random,
  )
  return { name, key, certificate, chain: [certificate], random }
}

/** An authority below another, for tests of chains: cards carry no authority's certificate. */
export function issueIntermediate(
  issuer: Authority,
  options: AuthorityOptions & { readonly policies?: readonly string[] },
): Authority {
  const { random = issuer.random, key = generateEccKey(random), pathLength = 0, now, years = 8, policies } = options
  const name = testAuthorityName(options.name)
  const publicKey = publicKeyInfo(key.publicKey)
  const certificate = writeCertificate(
    {
      issuer: issuer.name,
      subject: name,
      publicKey,
      validity: validYears(now, years),
      extensions: [
        subjectKeyIdentifier(keyIdentifier(publicKey)),
        authorityKeyIdentifier(keyIdentifier(publicKeyInfo(issuer.key.publicKey))),
        basicConstraints({ cA: true, pathLength }),
        keyUsage(['keyCertSign', 'cRLSign']),
        ...(policies ? [certificatePolicies(policies)] : []),
      ],
    },
    issuer.key,
    issuer.random,
  )
  return { name, key, certificate, chain: [certificate, ...issuer.chain], random }
}

/** Every authority made here says in its name that nothing it issues is valid. */
function testAuthorityName(name: string): DistinguishedName {
  return [{ country: 'DE' }, { organization: 'ehba TEST-ONLY NOT-VALID' }, { commonName: `${name} TEST-ONLY` }]
}
