import { integer, objectIdentifier, printableString, sequence, utf8String } from '../bytes/der-writer.js'

/** An amount of money: `amount · 10^exponent` of `currency`. */
export interface MonetaryLimit {
  /** ISO 4217, three letters. */
  readonly currency: string
  readonly amount: number
  readonly exponent: number
}

/** Object identifiers of limits that a certificate sets on its use (Common PKI 2.0 part 1 §5, ETSI EN 319 412-5). */
export const LIMIT_OIDS = {
  qcStatements: '1.3.6.1.5.5.7.1.3',
  monetaryLimit: '1.3.36.8.3.4',
  restriction: '1.3.36.8.3.8',
} as const

const qcStatement = {
  compliance: '0.4.0.1862.1.1',
  limitValue: '0.4.0.1862.1.2',
  sscd: '0.4.0.1862.1.4',
  type: '0.4.0.1862.1.6',
  typeEsign: '0.4.0.1862.1.6.1',
} as const

/**
 * QCStatements of a certificate for electronic signatures whose key is in a signature creation device
 * (ETSI EN 319 412-5 §4.2, §4.3.2), with the limit of its transactions where it has one.
 */
export function encodeQcStatements(limit?: MonetaryLimit): Uint8Array {
  const statements = [
    sequence(objectIdentifier(qcStatement.compliance)),
    sequence(objectIdentifier(qcStatement.sscd)),
    sequence(objectIdentifier(qcStatement.type), sequence(objectIdentifier(qcStatement.typeEsign))),
  ]
  if (limit) statements.push(sequence(objectIdentifier(qcStatement.limitValue), encodeMonetaryLimit(limit)))
  return sequence(...statements)
}

/** MonetaryLimitSyntax, which is also the MonetaryValue of QcLimitValue. */
export function encodeMonetaryLimit({ currency, amount, exponent }: MonetaryLimit): Uint8Array {
  return sequence(printableString(currency), integer(amount), integer(exponent))
}

/** RestrictionSyntax: the words that bind the signature, as a DirectoryString. */
export function encodeRestriction(text: string): Uint8Array {
  return utf8String(text)
}
