import type { CertificateDetails } from '../../operations/certificates.js'
import type { Texts } from '../messages/texts.js'
import { facts } from './table.js'

/** `cert show` */
export function renderCertificateDetails(details: CertificateDetails, { words, format }: Texts): string {
  const { columns } = words
  const { notBefore, notAfter } = details
  const list = (values: readonly string[]): string => values.join(', ')
  const body = facts([
    [columns.file, details.file],
    [columns.key, details.key],
    [columns.use, words.keyUses[details.use]],
    [columns.subject, details.subject],
    [columns.profession, details.profession],
    [columns.professionOid, details.professionOid],
    [columns.telematikId, details.telematikId],
    [columns.issuer, details.issuer],
    [columns.serialNumber, details.serialNumber],
    [columns.algorithm, details.algorithm],
    [columns.validFrom, notBefore && format.date(notBefore)],
    [columns.validUntil, notAfter && `${format.date(notAfter)}${details.expired ? ` ${words.expired}` : ''}`],
    [columns.keyUsage, list(details.keyUsage)],
    [columns.extendedKeyUsage, list(details.extendedKeyUsage)],
    [columns.policies, list(details.policies)],
    [columns.qcStatements, list(details.qcStatements)],
    [columns.monetaryLimit, details.monetaryLimit],
    [columns.restriction, details.restriction],
    [columns.fingerprint, details.sha256],
  ])
  return details.test ? `${body}\n${words.testHint}\n` : body
}
