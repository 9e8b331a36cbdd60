import type { CertificateSummary } from '../../operations/certificates.js'
import type { Texts } from '../messages/texts.js'
import { table } from './table.js'

/** `cert list` */
export function renderCertificates(certificates: readonly CertificateSummary[], { words, format }: Texts): string {
  const { columns } = words
  return table(
    [columns.file, columns.use, columns.algorithm, columns.subject, columns.validUntil],
    certificates.map(({ file, use, state, algorithm, subject, notAfter, expired }) =>
      state === 'present'
        ? [file, words.keyUses[use], algorithm ?? '', subject ?? '', until(notAfter, expired)]
        : [file, words.keyUses[use], words.certificateStates[state], '', ''],
    ),
  )

  function until(notAfter: string | null, expired: boolean | null): string {
    const date = notAfter === null ? '' : format.date(notAfter)
    return expired === true ? `${date} ${words.expired}` : date
  }
}
