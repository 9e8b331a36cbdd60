import { integer, objectIdentifier, printableString, sequence, utf8String } from '../bytes/der-writer.js'
import { OID } from '../certificates/object-identifiers.js'

/** An amount of money: `amount · 10^exponent` of `currency`. */
export interface MonetaryLimit {
  /** ISO 4217, three letters. */
  readonly currency: string
  readonly amount: number
  /** Not negative: whole units of the currency. */
  readonly exponent: number
}

/**
 * QCStatements of a certificate for electronic signatures whose key is in a signature creation device
 * (ETSI EN 319 412-5 §4.2, §4.3.2), with the limit of its transactions where it has one.
 */
export function encodeQcStatements(limit?: MonetaryLimit): Uint8Array {
  const statements = [
    sequence(objectIdentifier(OID.qcCompliance)),
    sequence(objectIdentifier(OID.qcSscd)),
    sequence(objectIdentifier(OID.qcType), sequence(objectIdentifier(OID.qcTypeEsign))),
  ]
  if (limit) statements.push(sequence(objectIdentifier(OID.qcLimitValue), encodeMonetaryLimit(limit)))
  return sequence(...statements)
}

/** MonetaryLimitSyntax, which is also the MonetaryValue of QcLimitValue. */
export function encodeMonetaryLimit({ currency, amount, exponent }: MonetaryLimit): Uint8Array {
  return sequence(printableString(currency), integer(amount), integer(exponent))
}

/** RestrictionSyntax (Common PKI 2.0 part 1 §5): the words that bind the signature, as a DirectoryString. */
export function encodeRestriction(text: string): Uint8Array {
  return utf8String(text)
}
