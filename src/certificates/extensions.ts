import { DecodeError } from '../bytes/decode-error.js'
import { DER, type DerNode } from '../bytes/der-reader.js'
import { readAdmission } from './admission.js'
import type { Certificate } from './certificate.js'
import { readMonetaryAmount } from './monetary-amount.js'
import { OID } from './object-identifiers.js'
import { readQcStatements } from './qc-statements.js'
import {
  readAuthorityKeyIdentifier,
  readBasicConstraints,
  readExtendedKeyUsage,
  readKeyUsage,
  readPolicies,
} from './standard-extensions.js'

/** One extension with its OCTET STRING still in place, for reading what is inside. */
export interface EncodedExtension {
  readonly oid: string
  readonly critical: boolean
  readonly octets: DerNode
}

type KnownExtensions = Pick<
  Certificate,
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'basicConstraints'
  | 'policies'
  | 'subjectKeyIdentifier'
  | 'authorityKeyIdentifier'
  | 'admission'
  | 'qcStatements'
  | 'monetaryLimit'
  | 'restriction'
>

const processed: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.basicConstraints,
  OID.certificatePolicies,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.admission,
  OID.qcStatements,
  OID.monetaryLimit,
  OID.restriction,
])

/** True for the extensions that end up as parts of a {@link Certificate}. */
export function isProcessed(oid: string): boolean {
  return processed.has(oid)
}

/**
 * `SEQUENCE OF Extension` (RFC 5280 §4.1.2.9). A `critical` that states its default FALSE is let pass: DER forbids it, but
 * certificates in the field have it.
 *
 * @throws DecodeError also on an extension that stands there twice (RFC 5280 §4.2).
 */
export function readExtensions(node: DerNode | undefined): readonly EncodedExtension[] {
  const extensions = (node?.expect(DER.sequence, 'extensions').children() ?? []).map((extension) => {
    const fields = extension.fields(DER.sequence, 'extension')
    const oid = fields.take().asObjectIdentifier()
    const critical = fields.takeOptional(DER.boolean)?.asBoolean() ?? false
    const octets = fields.take(DER.octetString)
    fields.end()
    return { oid, critical, octets }
  })
  const seen = new Set<string>()
  for (const { oid, octets } of extensions) {
    if (seen.has(oid)) throw new DecodeError(`extension ${oid} stands there twice`, octets.offset)
    seen.add(oid)
  }
  return extensions
}

/** @throws DecodeError if one of the processed extensions is out of form. */
export function readKnownExtensions(extensions: readonly EncodedExtension[]): KnownExtensions {
  const read = <T>(wanted: string, reader: (value: DerNode) => T): T | undefined => {
    const extension = extensions.find(({ oid }) => oid === wanted)
    return extension && reader(extension.octets.only())
  }
  return {
    keyUsage: read(OID.keyUsage, readKeyUsage),
    extendedKeyUsage: read(OID.extendedKeyUsage, readExtendedKeyUsage) ?? [],
    basicConstraints: read(OID.basicConstraints, readBasicConstraints),
    policies: read(OID.certificatePolicies, readPolicies) ?? [],
    subjectKeyIdentifier: read(OID.subjectKeyIdentifier, (value) => value.asOctetString()),
    authorityKeyIdentifier: read(OID.authorityKeyIdentifier, readAuthorityKeyIdentifier),
    admission: read(OID.admission, readAdmission),
    qcStatements: read(OID.qcStatements, readQcStatements),
    monetaryLimit: read(OID.monetaryLimit, readMonetaryAmount),
    restriction: read(OID.restriction, (value) => value.asText()),
  }
}
