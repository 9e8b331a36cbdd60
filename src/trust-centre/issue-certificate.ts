import type { KeyObject } from 'node:crypto'
import type { Extension } from '@peculiar/asn1-x509'
import { OID } from '../certificates/object-identifiers.js'
import { encodeAdmission, type Admission } from './admission.js'
import type { Authority } from './authority.js'
import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  extendedKeyUsage,
  extension,
  keyIdentifier,
  keyUsage,
  ocspNoCheck,
  subjectKeyIdentifier,
} from './certificate-extensions.js'
import { certificateProfiles, type CertificateProfile, type ProfileName } from './certificate-profiles.js'
import { publicKeyInfo, writeCertificate } from './certificate-writer.js'
import type { DistinguishedName } from './distinguished-name.js'
import { encodeMonetaryLimit, encodeQcStatements, encodeRestriction, type MonetaryLimit } from './signature-limits.js'
import { validYears } from './validity.js'

/** What differs between two certificates of one profile, besides subject and key. */
export interface IssueOptions {
  /** Start of the validity. */
  readonly now: Date
  /** Default: 5 years, as on cards. */
  readonly years?: number
  /** Wanted by the profiles of cards, refused by the others. */
  readonly admission?: Admission
  /** Stands as MonetaryLimit, and in a qualified certificate as QcLimitValue too. */
  readonly monetaryLimit?: MonetaryLimit
  /** Words that limit what the key may sign. */
  readonly restriction?: string
}

/**
 * Issues an end-entity certificate and returns its DER.
 *
 * @throws RangeError where profile and options do not fit: admission missing or too much, a key neither RSA nor
 * elliptic-curve. Both are mistakes of the calling code.
 */
export function issueCertificate(
  authority: Authority,
  profileName: ProfileName,
  subject: DistinguishedName,
  publicKey: KeyObject,
  options: IssueOptions,
): Uint8Array {
  const profile: CertificateProfile = certificateProfiles[profileName]
  if (profile.admission !== (options.admission !== undefined)) {
    throw new RangeError(`${profileName} ${profile.admission ? 'wants' : 'has no'} admission`)
  }
  const keyInfo = publicKeyInfo(publicKey)
  return writeCertificate(
    {
      issuer: authority.name,
      subject,
      publicKey: keyInfo,
      validity: validYears(options.now, options.years ?? 5),
      extensions: [
        subjectKeyIdentifier(keyIdentifier(keyInfo)),
        authorityKeyIdentifier(keyIdentifier(publicKeyInfo(authority.key.publicKey))),
        basicConstraints({ cA: false }),
        keyUsage(profile.keyUsage[algorithmOf(publicKey)]),
        ...profileExtensions(profile),
        ...limitExtensions(profile, options),
        ...(options.admission ? [extension(OID.admission, encodeAdmission(options.admission))] : []),
      ],
    },
    authority.key,
    authority.random,
  )
}

function profileExtensions({ policies, extendedKeyUsage: eku, ocspNoCheck: noCheck }: CertificateProfile): Extension[] {
  return [
    ...(policies.length > 0 ? [certificatePolicies(policies)] : []),
    ...(eku ? [extendedKeyUsage(eku.purposes, eku.critical)] : []),
    ...(noCheck ? [ocspNoCheck()] : []),
  ]
}

function limitExtensions(profile: CertificateProfile, { monetaryLimit, restriction }: IssueOptions): Extension[] {
  const found: Extension[] = []
  if (profile.qualified) found.push(extension(OID.qcStatements, encodeQcStatements(monetaryLimit)))
  if (monetaryLimit) found.push(extension(OID.monetaryLimit, encodeMonetaryLimit(monetaryLimit)))
  if (restriction !== undefined) found.push(extension(OID.restriction, encodeRestriction(restriction)))
  return found
}

function algorithmOf(publicKey: KeyObject): 'ecc' | 'rsa' {
  switch (publicKey.asymmetricKeyType) {
    case 'ec':
      return 'ecc'
    case 'rsa':
      return 'rsa'
    default:
      throw new RangeError(`no certificates for ${publicKey.asymmetricKeyType ?? 'symmetric'} keys`)
  }
}
