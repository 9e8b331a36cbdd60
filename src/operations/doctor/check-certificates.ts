import type { Card, CardKeyUse } from '../card.js'
import { summarise, type CertificateSummary } from '../certificates.js'
import { daysUntil, expiryWarning } from '../expiry-warnings.js'
import { found, refused, refusedBy, type Check, type CheckFacts } from './check.js'

/** The keys that sign documents when nobody names one; without their certificate a card signs nothing by itself. */
function standardUses({ kind }: Card): readonly CardKeyUse[] {
  return kind === 'token' ? ['qes', 'osig', 'sig'] : ['qes', 'osig']
}

/** The certificates of a card, with the days that they have left. Places that an issuer left empty are no finding. */
export async function checkCertificates(card: Card, now: Date): Promise<Check[]> {
  const { iccsn } = card
  try {
    const certificates = await summarise(card, now)
    const checks = certificates
      .filter(({ state }) => state !== 'empty' && state !== 'missing')
      .map((certificate) => checkCertificate(certificate, now, { iccsn }))
    const standard = certificates.filter(({ use }) => standardUses(card).includes(use))
    if (standard.some(({ state }) => state === 'present')) return checks
    const objects = standard.map(({ file }) => file)
    return [...checks, refused('certificate', 'HC_CERT_MISSING', { iccsn, object: objects })]
  } catch (error) {
    return [refusedBy('certificate', error, { iccsn })]
  }
}

function checkCertificate(certificate: CertificateSummary, now: Date, card: CheckFacts): Check {
  const { file, state, notBefore, notAfter, test } = certificate
  const facts = { ...card, file, notBefore, notAfter, test }
  if (state === 'refused') return found('certificateRefused', facts)
  if (notBefore === null || notAfter === null) return refused('certificate', 'HC_CERT_MALFORMED', facts)
  if (now < new Date(notBefore)) return refused('certificate', 'HC_CERT_NOT_YET_VALID', facts)
  if (now > new Date(notAfter)) return refused('certificate', 'HC_CERT_EXPIRED', facts)
  const within = expiryWarning(certificate, now)?.within
  const daysLeft = daysUntil(notAfter, now)
  return within === undefined
    ? found('certificateValid', { ...facts, daysLeft })
    : found('certificateExpires', { ...facts, daysLeft, within })
}
