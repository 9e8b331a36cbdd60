import { objectIdentifier, printableString, sequence, setOf, utf8String } from '../bytes/der-writer.js'

/** Attribute types of a name and their object identifiers (X.520, RFC 4519). */
const attributeOids = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  locality: '2.5.4.7',
  state: '2.5.4.8',
  street: '2.5.4.9',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  title: '2.5.4.12',
  postalCode: '2.5.4.17',
  givenName: '2.5.4.42',
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
