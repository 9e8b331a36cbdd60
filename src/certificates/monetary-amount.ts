import { DecodeError } from '../bytes/decode-error.js'
import { DER, type DerNode } from '../bytes/der-reader.js'

/** A sum of money. */
export interface MonetaryAmount {
  /** ISO 4217 letters (`EUR`) or, where the certificate has the number instead, its digits (`978`). */
  readonly currency: string
  /** In whole currency units; can have decimals. */
  readonly amount: number
}

/**
 * `SEQUENCE { currency, amount INTEGER, exponent INTEGER }` with the value amount · 10^exponent: MonetaryLimit of Common PKI
 * and QcLimitValue of ETSI EN 319 412-5 §4.3.2 agree in it.
 *
 * @throws DecodeError also for a value that a number cannot hold exactly: a wrong limit is worse than none.
 */
export function readMonetaryAmount(node: DerNode): MonetaryAmount {
  const fields = node.fields(DER.sequence, 'monetary value')
  const currency = fields.take()
  const amount = fields.take().asInteger()
  const exponent = Number(fields.take().asSignedInteger())
  fields.end()
  // Through decimal text, where 25050 · 10^-2 is 250.5 and nothing beside it.
  const value = Math.abs(exponent) <= 15 ? Number(`${amount}e${exponent}`) : Number.NaN
  if (!(value <= Number.MAX_SAFE_INTEGER) || amount > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new DecodeError('monetary value out of range', node.offset)
  }
  return { currency: currency.tag === DER.integer ? String(currency.asInteger()) : currency.asText(), amount: value }
}
