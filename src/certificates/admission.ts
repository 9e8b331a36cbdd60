import { DER, type DerNode } from '../bytes/der-reader.js'
import { readName } from './distinguished-name.js'

/** One profession of an admission. */
export interface Profession {
  /** Names of the profession in words, such as `Zahnärztin/Zahnarzt`. */
  readonly items: readonly string[]
  /** Dotted OIDs of gemSpec_OID Tab_PKI_402 (persons) and Tab_PKI_403 (institutions). */
  readonly oids: readonly string[]
  /** The Telematik-ID. */
  readonly registrationNumber: string | undefined
}

/** Who the holder is professionally, and who vouches for that. */
export interface Admission {
  /** The admitting authority's name, where it is given as a directory name. */
  readonly authority: string | undefined
  readonly professions: readonly Profession[]
}

/** Context tags of the choices of a GeneralName (RFC 5280 §4.2.1.6) as they stand in DER. */
const generalNameTags = [0xa0, 0x81, 0x82, 0xa3, 0xa4, 0xa5, 0x86, 0x87, 0x88] as const
const directoryNameTag = 0xa4

/**
 * The Admission extension (Common PKI 2.0 part 1 table 29):
 *
 * ```
 * AdmissionSyntax ::= SEQUENCE { admissionAuthority GeneralName OPTIONAL, contentsOfAdmissions SEQUENCE OF Admissions }
 * Admissions ::= SEQUENCE { admissionAuthority [0] GeneralName OPTIONAL, namingAuthority [1] NamingAuthority OPTIONAL,
 *                           professionInfos SEQUENCE OF ProfessionInfo }
 * ```
 *
 * The professions of all its parts come in one list: gematik's profiles have one part with one profession.
 */
export function readAdmission(node: DerNode): Admission {
  const fields = node.fields(DER.sequence, 'admission')
  const general = generalNameTags.map((tag) => fields.takeOptional(tag)).find((name) => name !== undefined)
  const parts = fields.take(DER.sequence).children()
  fields.end()
  const read = parts.map(readAdmissions)
  return {
    authority: general ? directoryName(general) : read.find(({ authority }) => authority !== undefined)?.authority,
    professions: read.flatMap(({ professions }) => professions),
  }
}

function readAdmissions(node: DerNode): Admission {
  const fields = node.fields(DER.sequence, 'admissions')
  const authority = fields.takeOptional(0xa0)?.only()
  fields.takeOptional(0xa1)
  const professions = fields.take(DER.sequence).children().map(readProfession)
  fields.end()
  return { authority: authority && directoryName(authority), professions }
}

/**
 * ```
 * ProfessionInfo ::= SEQUENCE { namingAuthority [0] NamingAuthority OPTIONAL, professionItems SEQUENCE OF DirectoryString,
 *   professionOIDs SEQUENCE OF OBJECT IDENTIFIER OPTIONAL, registrationNumber PrintableString OPTIONAL,
 *   addProfessionInfo OCTET STRING OPTIONAL }
 * ```
 */
function readProfession(node: DerNode): Profession {
  const fields = node.fields(DER.sequence, 'profession')
  fields.takeOptional(0xa0)
  const items = fields.take(DER.sequence).children()
  const oids = fields.takeOptional(DER.sequence)?.children() ?? []
  const registrationNumber = fields.takeOptional(DER.printableString)?.asText()
  fields.takeOptional(DER.octetString)
  fields.end()
  return {
    items: items.map((item) => item.asText()),
    oids: oids.map((oid) => oid.asObjectIdentifier()),
    registrationNumber,
  }
}

function directoryName(general: DerNode): string | undefined {
  return general.tag === directoryNameTag ? readName(general.only()).text : undefined
}
