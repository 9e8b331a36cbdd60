import type { Certificate } from '../certificates/certificate.js'

/** The certificate's monetary limit as a person reads it, `250000 EUR`; null where it has none. */
export function moneyText({ monetaryLimit, qcStatements }: Certificate): string | null {
  const limit = monetaryLimit ?? qcStatements?.limit
  return limit ? `${limit.amount} ${limit.currency}` : null
}
