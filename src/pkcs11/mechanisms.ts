import type { Certificate } from '../certificates/certificate.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import type { Mechanism, MechanismFacts } from './token-module.js'

/** CK_MECHANISM_INFO.flags. */
const CKF_SIGN = 0x800

interface MechanismEntry {
  readonly type: number
  readonly ckm: string
  readonly call: Mechanism
}

/** How a token is asked for each way to sign; the hash is computed here, since many tokens take nothing else. */
export const signatureMechanisms: Readonly<Record<SignatureMechanism, MechanismEntry>> = {
  'ecdsa-sha256': { type: 0x1041, ckm: 'CKM_ECDSA', call: { name: 'ecdsa' } },
  'rsa-pss-sha256': { type: 0x0d, ckm: 'CKM_RSA_PKCS_PSS', call: { name: 'rsaPssSha256' } },
  'rsa-pkcs1-sha256': { type: 0x01, ckm: 'CKM_RSA_PKCS', call: { name: 'rsaPkcs1' } },
}

/** What a key of this certificate can do on this token, the preferred way first, and what the token lacks for it. */
export function mechanismsFor(
  { keyAlgorithm }: Certificate,
  token: readonly MechanismFacts[],
): { readonly mechanisms: readonly SignatureMechanism[]; readonly lacks: readonly string[] } {
  const wanted = wantedBy(keyAlgorithm)
  const mechanisms = wanted.filter((mechanism) => signs(token, mechanism))
  const lacks = wanted.filter((mechanism) => !mechanisms.includes(mechanism))
  return { mechanisms, lacks: lacks.map((mechanism) => signatureMechanisms[mechanism].ckm) }
}

function wantedBy(algorithm: Certificate['keyAlgorithm']): readonly SignatureMechanism[] {
  if (algorithm.startsWith('ecc')) return ['ecdsa-sha256']
  return algorithm.startsWith('rsa') ? ['rsa-pss-sha256', 'rsa-pkcs1-sha256'] : []
}

/** All ways in which a token signs. */
export function tokenMechanisms(token: readonly MechanismFacts[]): readonly SignatureMechanism[] {
  return (Object.keys(signatureMechanisms) as SignatureMechanism[]).filter((mechanism) => signs(token, mechanism))
}

function signs(token: readonly MechanismFacts[], mechanism: SignatureMechanism): boolean {
  const { type } = signatureMechanisms[mechanism]
  return token.some((facts) => facts.type === type && (facts.flags & CKF_SIGN) !== 0)
}
