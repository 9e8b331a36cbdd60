import type { Certificate } from './certificate.js'
import { OID } from './object-identifiers.js'
import { claimedProfiles, type CertificateProfile } from './profiles.js'

/** Why a certificate's key must not sign documents. */
export type PurposeRefusal =
  | 'certificateAuthority'
  | 'timeStamping'
  | 'ocspSigning'
  /** Extended key usages are stated, and none of them is about documents. */
  | 'extendedKeyUsageForeign'
  /** The certificate calls itself an AUT certificate: it signs logins. */
  | 'authenticationOnly'
  | 'encryptionOnly'
  /** The key usage does not say nonRepudiation, or there is none. */
  | 'nonRepudiationMissing'
  /** The certificate claims several profiles at once. */
  | 'profilesContradictory'

/** What signatures of this key are: with the QES key, an advanced signature, an institution's; or none on documents. */
export type SigningPurpose =
  { readonly kind: 'qes' | 'sig' | 'osig' } | { readonly kind: 'refused'; readonly why: PurposeRefusal }

const kindsByProfile: Readonly<Record<CertificateProfile, SigningPurpose>> = {
  'C.HP.QES': { kind: 'qes' },
  'C.HP.SIG': { kind: 'sig' },
  'C.HCI.OSIG': { kind: 'osig' },
  'C.HP.AUT': { kind: 'refused', why: 'authenticationOnly' },
  'C.HCI.AUT': { kind: 'refused', why: 'authenticationOnly' },
  'C.HP.ENC': { kind: 'refused', why: 'encryptionOnly' },
  'C.HCI.ENC': { kind: 'refused', why: 'encryptionOnly' },
}

/** Extended key usages that a certificate for signing documents may state. */
const documentUsages: readonly string[] = [OID.emailProtection, OID.documentSigning, OID.anyExtendedKeyUsage]

/**
 * Decides from the certificate alone what its key may sign. nonRepudiation is needed in every case: it is what tells a QES,
 * SIG or OSIG key from an AUT key (gemSpec_PKI), and a key without any usage is refused. A certificate of another PKI, which
 * names no profile, is `qes` if its issuer states QcCompliance and `sig` otherwise.
 */
export function signingPurpose(certificate: Certificate): SigningPurpose {
  const why = refusalOf(certificate)
  if (why) return { kind: 'refused', why }
  const [profile, ...others] = claimedProfiles(certificate)
  if (others.length > 0) return { kind: 'refused', why: 'profilesContradictory' }
  if (profile) return kindsByProfile[profile]
  return { kind: certificate.qcStatements?.compliance ? 'qes' : 'sig' }
}

function refusalOf({ basicConstraints, keyUsage, extendedKeyUsage }: Certificate): PurposeRefusal | undefined {
  if (basicConstraints?.isAuthority || keyUsage?.has('keyCertSign') || keyUsage?.has('cRLSign')) {
    return 'certificateAuthority'
  }
  if (extendedKeyUsage.includes(OID.timeStamping)) return 'timeStamping'
  if (extendedKeyUsage.includes(OID.ocspSigning)) return 'ocspSigning'
  if (!keyUsage?.has('nonRepudiation')) return usageRefusal(keyUsage ?? new Set())
  if (extendedKeyUsage.length > 0 && !extendedKeyUsage.some((oid) => documentUsages.includes(oid))) {
    return 'extendedKeyUsageForeign'
  }
  return undefined
}

/** Says more exactly what a key without nonRepudiation is for. */
function usageRefusal(keyUsage: ReadonlySet<string>): PurposeRefusal {
  if (keyUsage.has('digitalSignature')) return 'authenticationOnly'
  const encrypts = ['keyEncipherment', 'dataEncipherment', 'keyAgreement'].some((usage) => keyUsage.has(usage))
  return encrypts ? 'encryptionOnly' : 'nonRepudiationMissing'
}
