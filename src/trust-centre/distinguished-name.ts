import { objectIdentifier, printableString, sequence, setOf, utf8String } from '../bytes/der-writer.js'
import { OID } from '../certificates/object-identifiers.js'

/** Attribute types of a name and their object identifiers (X.520, RFC 4519). */
const attributeOids = {
  commonName: OID.commonName,
  surname: OID.surname,
  serialNumber: OID.serialNumberAttribute,
  country: OID.countryName,
  locality: OID.localityName,
  state: OID.stateOrProvinceName,
  street: OID.streetAddress,
  organization: OID.organizationName,
  organizationalUnit: OID.organizationalUnitName,
  title: OID.title,
  postalCode: OID.postalCode,
  givenName: OID.givenName,
} as const

type NameAttribute = keyof typeof attributeOids

/** One step of a name. Several attributes in it make a multi-valued RDN, as in every HBA certificate. */
export type RelativeName = Readonly<Partial<Record<NameAttribute, string>>>

/** An X.501 name from the root of the tree to the leaf. */
export type DistinguishedName = readonly RelativeName[]

const printable: ReadonlySet<NameAttribute> = new Set(['country', 'serialNumber'])

/**
 * DER of a Name (RFC 5280 §4.1.2.4).
 *
 * @throws RangeError if a country or serial number has a character outside PrintableString.
 */
export function encodeName(name: DistinguishedName): Uint8Array {
  return sequence(...name.map((step) => setOf(...attributesOf(step).map(encodeAttribute))))
}

function attributesOf(step: RelativeName): (readonly [NameAttribute, string])[] {
  return (Object.keys(step) as NameAttribute[]).flatMap((type) => {
    const value = step[type]
    return value === undefined ? [] : [[type, value] as const]
  })
}

function encodeAttribute([type, value]: readonly [NameAttribute, string]): Uint8Array {
  const text = printable.has(type) ? printableString(value) : utf8String(value)
  return sequence(objectIdentifier(attributeOids[type]), text)
}
