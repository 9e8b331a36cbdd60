import { randomBytes } from 'node:crypto'
import { issueCardCertificate } from '../../simulator/personalise/card-certificates.js'
import { planCard, type CardOptions } from '../../simulator/personalise/card-options.js'
import type { Authority } from '../../src/trust-centre/authority.js'
import {
  certificateProfiles,
  type CertificateProfile,
  type ProfileName,
} from '../../src/trust-centre/certificate-profiles.js'
import type { SigningKey } from '../../src/trust-centre/certificate-writer.js'
import { generateEccKey } from '../../src/trust-centre/ecc-key.js'
import { generateRsaKey } from '../../src/trust-centre/rsa-key.js'
import type { KeyUse } from './token-objects.js'

export type KeyType = 'brainpoolP256r1' | 'P-256' | 'rsa2048'

/** What stands in a certificate: who it is for, and from when, as for a card; a Telematik-ID is drawn where none is given. */
export interface CertificateOrder extends Pick<
  CardOptions,
  'holder' | 'telematikId' | 'profession' | 'iccsn' | 'now' | 'monetaryLimit' | 'restriction'
> {
  readonly profile: Exclude<ProfileName, 'OCSP' | 'TSA'>
}

export async function newKey(type: KeyType): Promise<SigningKey> {
  if (type === 'rsa2048') return generateRsaKey(2048)
  return generateEccKey(randomBytes, type === 'P-256' ? 'secp256r1' : type)
}

/** Issues a certificate as for a card with such a key, and returns its DER. */
export function issueFor(root: Authority, key: SigningKey, { profile, ...options }: CertificateOrder): Uint8Array {
  const kind = profile.startsWith('C.HP.') ? 'hba' : 'smcb'
  const plan = planCard({ kind, out: 'nowhere', ...options }, randomBytes)
  return issueCardCertificate(root, { profile, algorithm: key.algorithm, key: '', file: '' }, key, plan)
}

/** What the token lets a key do that has such a certificate. */
export function usesOf({ profile: name }: CertificateOrder, { algorithm }: SigningKey): KeyUse[] {
  const profile: CertificateProfile = certificateProfiles[name]
  const usage = profile.keyUsage[algorithm]
  return [
    ...(usage.includes('nonRepudiation') || usage.includes('digitalSignature') ? ['sign' as const] : []),
    ...(usage.includes('keyEncipherment') ? ['decrypt' as const] : []),
    ...(usage.includes('keyAgreement') ? ['derive' as const] : []),
  ]
}
