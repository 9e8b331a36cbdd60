import type { Certificate } from '../certificates/certificate.js'
import { describeSigner } from '../certificates/describe-signer.js'
import { certificateToPem } from '../certificates/pem.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { Card, CardCertificate, CardKey, CardKeyUse } from './card.js'
import { cardIdentity, type CardIdentity } from './card-identity.js'
import { withCard } from './card-selection.js'
import { moneyText } from './money-text.js'
import type { Workplace } from './workplace.js'

/** One line of `cert list`; what a certificate would tell is null where none is. */
export interface CertificateSummary {
  readonly file: string
  readonly key: string
  readonly use: CardKeyUse
  readonly state: CardCertificate['state']
  readonly subject: string | null
  readonly profession: string | null
  readonly algorithm: string | null
  /** Hex. */
  readonly serialNumber: string | null
  /** ISO 8601 */
  readonly notBefore: string | null
  readonly notAfter: string | null
  /** Out of its validity now, before or after. */
  readonly expired: boolean | null
  readonly test: boolean | null
  /** Fingerprint of the DER, hex. */
  readonly sha256: string | null
}

/** `cert show` */
export interface CertificateDetails extends CertificateSummary {
  readonly issuer: string
  readonly telematikId: string | null
  readonly professionOid: string | null
  readonly keyUsage: readonly string[]
  readonly extendedKeyUsage: readonly string[]
  readonly policies: readonly string[]
  readonly qcStatements: readonly string[]
  readonly monetaryLimit: string | null
  readonly restriction: string | null
}

/** `cert list` */
export function listCertificates(
  workplace: Workplace,
): Promise<{ readonly card: CardIdentity; readonly certificates: readonly CertificateSummary[] }> {
  return withCard(workplace, async (card) => ({
    card: cardIdentity(card),
    certificates: await summarise(card, workplace.clock()),
  }))
}

/**
 * `cert show NAME`
 *
 * @param name - the file (`EF.C.HP.QES.E256`) or its key (`PrK.HP.QES.E256`)
 * @throws HealthCardError `HC_CERT_MISSING`
 */
export function showCertificate(workplace: Workplace, name: string): Promise<CertificateDetails> {
  return withCard(workplace, async (card) => {
    const { key, certificate } = await findCertificate(card, name)
    const { telematikId, professionOid } = describeSigner(certificate)
    return {
      ...summary(key, { state: 'present', certificate }, workplace.clock()),
      issuer: certificate.issuer.text,
      telematikId: telematikId ?? null,
      professionOid: professionOid ?? null,
      keyUsage: [...(certificate.keyUsage ?? [])],
      extendedKeyUsage: certificate.extendedKeyUsage,
      policies: certificate.policies,
      qcStatements: certificate.qcStatements?.oids ?? [],
      monetaryLimit: moneyText(certificate),
      restriction: certificate.restriction ?? null,
    }
  })
}

/** `cert export NAME`: the certificate as it stands on the card. */
export function exportCertificate(
  workplace: Workplace,
  name: string,
): Promise<{ readonly name: string; readonly der: Uint8Array; readonly pem: string }> {
  return withCard(workplace, async (card) => {
    const { key, certificate } = await findCertificate(card, name)
    return { name: key.certificate, der: certificate.der, pem: certificateToPem(certificate.der) }
  })
}

/** A line for every key of the card. */
export async function summarise(card: Card, now: Date): Promise<CertificateSummary[]> {
  const lines: CertificateSummary[] = []
  for (const key of card.keys) {
    lines.push(summary(key, await card.certificate(key.certificate), now))
  }
  return lines
}

function summary(key: CardKey, found: CardCertificate, now: Date): CertificateSummary {
  const { name, use, certificate: file } = key
  if (found.state !== 'present') return { file, key: name, use, state: found.state, ...nothingKnown }
  const { certificate } = found
  const { name: subject, profession } = describeSigner(certificate)
  return {
    file,
    key: name,
    use,
    state: 'present',
    subject,
    profession: profession ?? null,
    algorithm: certificate.keyAlgorithm,
    serialNumber: certificate.serialNumberHex,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    expired: now > certificate.notAfter || now < certificate.notBefore,
    test: certificate.isTestOnly,
    sha256: certificate.fingerprint,
  }
}

const nothingKnown = {
  subject: null,
  profession: null,
  algorithm: null,
  serialNumber: null,
  notBefore: null,
  notAfter: null,
  expired: null,
  test: null,
  sha256: null,
} as const

async function findCertificate(card: Card, name: string): Promise<{ key: CardKey; certificate: Certificate }> {
  const key = card.keys.find((candidate) => candidate.certificate === name || candidate.name === name)
  const found = key ? await card.certificate(key.certificate) : ({ state: 'missing' } as const)
  if (key && found.state === 'present') return { key, certificate: found.certificate }
  throw new HealthCardError('HC_CERT_MISSING', `no certificate ${name}: ${found.state}`, {
    object: name,
    state: found.state,
  })
}
