import { createHash } from 'node:crypto'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  CertificatePolicies,
  ExtendedKeyUsage,
  Extension,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  PolicyInformation,
  SubjectKeyIdentifier,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  type SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509'
import { nullValue } from '../bytes/der-writer.js'
import type { KeyUsage as KeyUsageName } from '../certificates/standard-extensions.js'

/** The key identifier of a public key: SHA-1 of its bit string (RFC 5280 §4.2.1.2, method 1). */
export function keyIdentifier(spki: SubjectPublicKeyInfo): Uint8Array {
  return createHash('sha1').update(new Uint8Array(spki.subjectPublicKey)).digest()
}

/** Names the subject's key. */
export function subjectKeyIdentifier(identifier: Uint8Array): Extension {
  return fromStructure(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(identifier))
}

/** Names the issuer's key. */
export function authorityKeyIdentifier(identifier: Uint8Array): Extension {
  return fromStructure(
    id_ce_authorityKeyIdentifier,
    new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(identifier) }),
  )
}

/** Always critical (RFC 5280 §4.2.1.3). */
export function keyUsage(names: readonly KeyUsageName[]): Extension {
  const flags = names.reduce((bits, name) => bits | KeyUsageFlags[name], 0)
  return fromStructure(id_ce_keyUsage, new KeyUsage(flags), true)
}

/** What else the key is for, as dotted OIDs of purposes. */
export function extendedKeyUsage(purposes: readonly string[], critical: boolean): Extension {
  return fromStructure(id_ce_extKeyUsage, new ExtendedKeyUsage([...purposes]), critical)
}

/** Dotted OIDs without qualifiers. */
export function certificatePolicies(oids: readonly string[]): Extension {
  const policies = oids.map((policyIdentifier) => new PolicyInformation({ policyIdentifier }))
  return fromStructure(id_ce_certificatePolicies, new CertificatePolicies(policies))
}

/** Always critical, also for an end entity, as gematik's certificates have it. */
export function basicConstraints(constraints: { readonly cA: boolean; readonly pathLength?: number }): Extension {
  const { cA, pathLength } = constraints
  const value = new BasicConstraints({ cA, ...(pathLength !== undefined && { pathLenConstraint: pathLength }) })
  return fromStructure(id_ce_basicConstraints, value, true)
}

/** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
export function ocspNoCheck(): Extension {
  return extension('1.3.6.1.5.5.7.48.1.5', nullValue())
}

/** An extension from the DER of its value. */
export function extension(oid: string, value: Uint8Array, critical = false): Extension {
  return new Extension({ extnID: oid, critical, extnValue: new OctetString(value) })
}

function fromStructure(oid: string, structure: object, critical = false): Extension {
  return extension(oid, new Uint8Array(AsnConvert.serialize(structure)), critical)
}
