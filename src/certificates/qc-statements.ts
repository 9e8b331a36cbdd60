import { DER, type DerNode } from '../bytes/der-reader.js'
import { readMonetaryAmount, type MonetaryAmount } from './monetary-amount.js'
import { OID } from './object-identifiers.js'

/** What the certificate is for, by its issuer's word (ETSI EN 319 412-5 §4.2.3). */
export type QcType = 'esign' | 'eseal' | 'web'

/** What the issuer states about the certificate (ETSI EN 319 412-5 §4). Statements, not proofs. */
export interface QcStatements {
  /** QcCompliance: issued as a qualified certificate. */
  readonly compliance: boolean
  /** QcSSCD: the key lies in a qualified signature creation device. */
  readonly sscd: boolean
  readonly types: readonly QcType[]
  /** QcLimitValue: a limit of transactions. */
  readonly limit: MonetaryAmount | undefined
  /** Dotted OIDs of all statements, the ones that are not interpreted included. */
  readonly oids: readonly string[]
}

const types: ReadonlyMap<string, QcType> = new Map([
  [OID.qcTypeEsign, 'esign'],
  [OID.qcTypeEseal, 'eseal'],
  [OID.qcTypeWeb, 'web'],
])

/** `SEQUENCE OF SEQUENCE { statementId OBJECT IDENTIFIER, statementInfo ANY OPTIONAL }` (RFC 3739 §3.2.6). */
export function readQcStatements(node: DerNode): QcStatements {
  const statements = node
    .expect(DER.sequence, 'qcStatements')
    .children()
    .map((statement) => {
      const fields = statement.fields(DER.sequence, 'qcStatement')
      const oid = fields.take().asObjectIdentifier()
      const info = fields.more ? fields.take() : undefined
      fields.end()
      return { oid, info }
    })
  const oids = statements.map(({ oid }) => oid)
  const infoOf = (wanted: string): DerNode | undefined => statements.find(({ oid }) => oid === wanted)?.info
  const limit = infoOf(OID.qcLimitValue)
  return {
    compliance: oids.includes(OID.qcCompliance),
    sscd: oids.includes(OID.qcSscd),
    types: readTypes(infoOf(OID.qcType)),
    limit: limit && readMonetaryAmount(limit),
    oids,
  }
}

function readTypes(info: DerNode | undefined): readonly QcType[] {
  return (info?.expect(DER.sequence, 'qcType').children() ?? [])
    .map((type) => types.get(type.asObjectIdentifier()))
    .filter((type) => type !== undefined)
}
