import { DER, type DerNode } from '../bytes/der-reader.js'
import { DecodeError } from '../bytes/decode-error.js'
import { toHex } from '../bytes/hex.js'
import { OID } from './object-identifiers.js'
import { printable } from './printable.js'

/** One attribute of a name: its type as dotted OID and its text; `#` and hex where the value is not a text. */
export interface NameAttribute {
  readonly type: string
  readonly value: string
}

/** A subject or issuer (RFC 5280 §4.1.2.4). */
export interface DistinguishedName {
  /** The raw encoding. Names are compared by it, byte for byte. */
  readonly der: Uint8Array
  /** Relative names in the order of the encoding; a multi-valued one, as on every HBA, has several attributes. */
  readonly rdns: readonly (readonly NameAttribute[])[]
  readonly commonName: string | undefined
  readonly surname: string | undefined
  readonly givenName: string | undefined
  readonly organizationName: string | undefined
  /** The `serialNumber` attribute as it stands. */
  readonly serialNumber: string | undefined
  /** The card's ICCSN (20 digits) where the `serialNumber` attribute holds one, without its `16.` or `00.` in front. */
  readonly cardNumber: string | undefined
  /** For people: RFC 4514, most specific part first. Free of control characters. */
  readonly text: string
}

const shortNames: ReadonlyMap<string, string> = new Map([
  [OID.commonName, 'CN'],
  [OID.surname, 'SN'],
  [OID.givenName, 'GN'],
  [OID.serialNumberAttribute, 'serialNumber'],
  [OID.title, 'title'],
  [OID.organizationName, 'O'],
  [OID.organizationalUnitName, 'OU'],
  [OID.streetAddress, 'street'],
  [OID.postalCode, 'postalCode'],
  [OID.localityName, 'L'],
  [OID.stateOrProvinceName, 'ST'],
  [OID.countryName, 'C'],
])

const textTags: ReadonlySet<number> = new Set([
  DER.utf8String,
  DER.printableString,
  DER.ia5String,
  DER.teletexString,
  DER.bmpString,
])

/** @throws DecodeError if the node is not a Name. */
export function readName(node: DerNode): DistinguishedName {
  const rdns = node.expect(DER.sequence, 'name').children().map(readRelativeName)
  const valueOf = (type: string): string | undefined => rdns.flat().find((attribute) => attribute.type === type)?.value
  const serialNumber = valueOf(OID.serialNumberAttribute)
  return {
    der: node.encoding,
    rdns,
    commonName: valueOf(OID.commonName),
    surname: valueOf(OID.surname),
    givenName: valueOf(OID.givenName),
    organizationName: valueOf(OID.organizationName),
    serialNumber,
    // ICCSN: 80 for health, 276 for Germany (pki-facts §7); the two digits in front are the issuer's.
    cardNumber: /^(?:\d\d\.)?(80276\d{15})$/.exec(serialNumber ?? '')?.[1],
    text: [...rdns].reverse().map(relativeNameText).join(', '),
  }
}

/** True if the name says that it belongs to a test PKI, as gematik's test certificates do. */
export function saysTestOnly(name: DistinguishedName): boolean {
  return name.rdns.flat().some(({ value }) => /TEST-ONLY|NOT-VALID/.test(value))
}

function readRelativeName(node: DerNode): NameAttribute[] {
  const attributes = node.expect(DER.set, 'relative name').children()
  if (attributes.length === 0) throw new DecodeError('relative name is empty', node.offset)
  return attributes.map((attribute) => {
    const fields = attribute.fields(DER.sequence, 'name attribute')
    const type = fields.take().asObjectIdentifier()
    const value = fields.take()
    fields.end()
    return { type, value: textTags.has(value.tag) ? value.asText() : `#${toHex(value.encoding)}` }
  })
}

function relativeNameText(attributes: readonly NameAttribute[]): string {
  return attributes.map(({ type, value }) => `${shortNames.get(type) ?? type}=${escapeValue(value)}`).join(' + ')
}

/** RFC 4514 §2.4. */
function escapeValue(value: string): string {
  return printable(value).replace(/["+,;<>\\]|^[# ]| $/g, '\\$&')
}
