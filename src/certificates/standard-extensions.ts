import { DecodeError } from '../bytes/decode-error.js'
import { DER, type DerNode } from '../bytes/der-reader.js'

/** Names of RFC 5280 §4.2.1.3, in the order of their bits. */
const keyUsageBits = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

/** What a key may be used for. `nonRepudiation` is called contentCommitment in newer texts. */
export type KeyUsage = (typeof keyUsageBits)[number]

/** RFC 5280 §4.2.1.9. */
export interface BasicConstraints {
  readonly isAuthority: boolean
  /** How many further authorities may stand between this one and the leaf; undefined: any number. */
  readonly pathLength: number | undefined
}

/** @throws DecodeError on an unknown bit and on the forms that DER forbids. */
export function readKeyUsage(node: DerNode): ReadonlySet<KeyUsage> {
  return new Set(
    node.asNamedBits().map((bit) => {
      const usage = keyUsageBits[bit]
      if (!usage) throw new DecodeError(`key usage has an unknown bit ${bit}`, node.offset)
      return usage
    }),
  )
}

/** RFC 5280 §4.2.1.12. */
export function readExtendedKeyUsage(node: DerNode): readonly string[] {
  return node
    .expect(DER.sequence, 'extended key usage')
    .children()
    .map((usage) => usage.asObjectIdentifier())
}

export function readBasicConstraints(node: DerNode): BasicConstraints {
  const fields = node.fields(DER.sequence, 'basic constraints')
  const isAuthority = fields.takeOptional(DER.boolean)?.asBoolean() ?? false
  const pathLength = fields.takeOptional(DER.integer)?.asInteger()
  fields.end()
  // A limit beyond any real path is no limit, and a number keeps the comparison simple.
  return { isAuthority, pathLength: pathLength === undefined ? undefined : Number(pathLength) }
}

/** The policy OIDs (RFC 5280 §4.2.1.4); qualifiers are for people and skipped. */
export function readPolicies(node: DerNode): readonly string[] {
  return node
    .expect(DER.sequence, 'certificate policies')
    .children()
    .map((policy) => policy.fields(DER.sequence, 'policy').take().asObjectIdentifier())
}

/** The keyIdentifier of RFC 5280 §4.2.1.1, undefined where issuer and serial stand instead. */
export function readAuthorityKeyIdentifier(node: DerNode): Uint8Array | undefined {
  return node.fields(DER.sequence, 'authority key identifier').takeOptional(0x80)?.content
}
