import type { KeyUsage } from '../certificates/standard-extensions.js'
import { OID } from '../certificates/object-identifiers.js'

/** What an end-entity certificate of one kind says about its key. */
export interface CertificateProfile {
  /** Depends on the key: an elliptic-curve key agrees, an RSA key enciphers. */
  readonly keyUsage: Readonly<Record<'ecc' | 'rsa', readonly KeyUsage[]>>
  readonly extendedKeyUsage?: { readonly purposes: readonly string[]; readonly critical: boolean }
  /** OIDs in certificatePolicies: the type of the certificate first, then the policies it is issued under. */
  readonly policies: readonly string[]
  /** Carries Admission: profession and Telematik-ID. */
  readonly admission: boolean
  /** Carries qcStatements. */
  readonly qualified: boolean
  /** Carries id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
  readonly ocspNoCheck: boolean
}

const policy = {
  /** oid_policy_hba_cp. */
  hba: '1.2.276.0.76.4.145',
  /** oid_policy_gem_or_cp. */
  gematik: '1.2.276.0.76.4.163',
  /** QCP-n-qscd, ETSI EN 319 411-2 §5.3: a natural person's qualified certificate, key in a QSCD. */
  qualifiedNaturalPerson: '0.4.0.194112.1.2',
} as const

const purpose = {
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: OID.emailProtection,
  timeStamping: OID.timeStamping,
  ocspSigning: OID.ocspSigning,
} as const

const card = { admission: true, qualified: false, ocspNoCheck: false } as const
const service = { admission: false, qualified: false, ocspNoCheck: false, policies: [] } as const

/** The same bits whatever the key. */
function anyKey(...usage: readonly KeyUsage[]): CertificateProfile['keyUsage'] {
  return { ecc: usage, rsa: usage }
}

/**
 * Certificate profiles by the names of gemSpec_PKI. Card profiles as in gematik's GemLibPki (CertificateProfile.java) and
 * its test cards; OCSP signer after RFC 6960 §4.2.2.2, time-stamp authority after RFC 3161 §2.3.
 */
export const certificateProfiles = {
  'C.HP.QES': {
    ...card,
    policies: ['1.2.276.0.76.4.72', policy.qualifiedNaturalPerson, policy.hba],
    keyUsage: anyKey('nonRepudiation'),
    qualified: true,
  },
  'C.HP.SIG': { ...card, policies: ['1.2.276.0.76.4.73', policy.hba], keyUsage: anyKey('nonRepudiation') },
  'C.HP.AUT': {
    ...card,
    policies: ['1.2.276.0.76.4.75', policy.hba],
    keyUsage: { ecc: ['digitalSignature', 'keyAgreement'], rsa: ['digitalSignature', 'keyEncipherment'] },
    extendedKeyUsage: { purposes: [purpose.clientAuth, purpose.emailProtection], critical: false },
  },
  'C.HP.ENC': {
    ...card,
    policies: ['1.2.276.0.76.4.74', policy.hba],
    keyUsage: { ecc: ['keyAgreement'], rsa: ['keyEncipherment', 'dataEncipherment'] },
  },
  'C.HCI.OSIG': { ...card, policies: ['1.2.276.0.76.4.78', policy.gematik], keyUsage: anyKey('nonRepudiation') },
  'C.HCI.AUT': {
    ...card,
    policies: ['1.2.276.0.76.4.77', policy.gematik],
    keyUsage: { ecc: ['digitalSignature'], rsa: ['digitalSignature', 'keyEncipherment'] },
    extendedKeyUsage: { purposes: [purpose.clientAuth], critical: false },
  },
  'C.HCI.ENC': {
    ...card,
    policies: ['1.2.276.0.76.4.76', policy.gematik],
    keyUsage: { ecc: ['keyAgreement'], rsa: ['keyEncipherment', 'dataEncipherment'] },
  },
  OCSP: {
    ...service,
    keyUsage: anyKey('digitalSignature'),
    extendedKeyUsage: { purposes: [purpose.ocspSigning], critical: false },
    ocspNoCheck: true,
  },
  TSA: {
    ...service,
    keyUsage: anyKey('digitalSignature'),
    extendedKeyUsage: { purposes: [purpose.timeStamping], critical: true },
  },
} as const satisfies Record<string, CertificateProfile>

/** Name of an end-entity profile. */
export type ProfileName = keyof typeof certificateProfiles
