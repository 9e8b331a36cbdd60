import { concat } from '../bytes/concat.js'
import { DecodeError } from '../bytes/decode-error.js'
import { DER, DerNode } from '../bytes/der-reader.js'
import { malformedAs } from '../certificates/malformed.js'
import { readHashAlgorithm } from '../certificates/signature-algorithm.js'
import { CMS_OID } from './object-identifiers.js'
import type { CertificateReference, SignedAttributes } from './signed-data.js'

interface Attribute {
  readonly type: string
  readonly value: DerNode
  readonly valueCount: number
}

const interpreted: ReadonlySet<string> = new Set([
  CMS_OID.contentType,
  CMS_OID.messageDigest,
  CMS_OID.signingTime,
  CMS_OID.signingCertificate,
  CMS_OID.signingCertificateV2,
])

/**
 * Reads signed attributes on their own, as `buildSignedAttributes` makes them.
 *
 * @throws HealthCardError `HC_SIGNATURE_MALFORMED` with `reason` and `offset` in data.
 */
export function parseSignedAttributes(bytes: Uint8Array): SignedAttributes {
  return malformedAs('HC_SIGNATURE_MALFORMED', 'signed attributes', () =>
    readSignedAttributes(DerNode.read(new Uint8Array(bytes)).expect(DER.set, 'signed attributes')),
  )
}

/**
 * Reads `signedAttrs [0] IMPLICIT SET OF Attribute`.
 *
 * The signature is over these attributes in DER whatever the rest is encoded in (RFC 5652 §5.4). So attributes out of order
 * are refused here: to sort them first would be to sign something else than what was sent.
 *
 * @throws DecodeError
 */
export function readSignedAttributes(node: DerNode): SignedAttributes {
  const nodes = node.children()
  if (nodes.length === 0) throw new DecodeError('signed attributes are empty', node.offset)
  assertSorted(nodes)
  const attributes = nodes.map(readAttribute)
  const types = attributes.map(({ type }) => type)
  const valueOf = (wanted: string): DerNode | undefined => attributes.find(({ type }) => type === wanted)?.value
  const referenceV2 = valueOf(CMS_OID.signingCertificateV2)
  const referenceV1 = valueOf(CMS_OID.signingCertificate)
  return {
    toBeSigned: concat(Uint8Array.of(DER.set), node.encoding.subarray(1)),
    contentType: valueOf(CMS_OID.contentType)?.asObjectIdentifier(),
    messageDigest: valueOf(CMS_OID.messageDigest)?.asOctetString(),
    signingTime: valueOf(CMS_OID.signingTime)?.asTime(),
    signingCertificates: [
      ...(referenceV2 ? [readReference(referenceV2, 2)] : []),
      ...(referenceV1 ? [readReference(referenceV1, 1)] : []),
    ],
    unknown: types.filter((type) => !interpreted.has(type)),
    repeated: attributes
      .filter(({ type, valueCount }, position) => valueCount > 1 || types.indexOf(type) !== position)
      .map(({ type }) => type),
  }
}

function readAttribute(node: DerNode): Attribute {
  const fields = node.fields(DER.sequence, 'signed attribute')
  const type = fields.take().asObjectIdentifier()
  const values = fields.take(DER.set)
  fields.end()
  const [value, ...others] = values.children()
  if (!value) throw new DecodeError(`attribute ${type} has no value`, values.offset)
  return { type, value, valueCount: 1 + others.length }
}

function assertSorted(nodes: readonly DerNode[]): void {
  for (const [position, node] of nodes.entries()) {
    const previous = nodes[position - 1]
    if (previous && Buffer.compare(previous.encoding, node.encoding) > 0) {
      throw new DecodeError('signed attributes are not in DER order', node.offset)
    }
  }
}

/**
 * `SigningCertificate[V2] ::= SEQUENCE { certs SEQUENCE OF ESSCertID[v2], policies … OPTIONAL }` and
 * `ESSCertID[v2] ::= SEQUENCE { [v2: hashAlgorithm DEFAULT sha256,] certHash OCTET STRING, issuerSerial OPTIONAL }`
 * (RFC 5035 §3, §5). Entries after the first would only narrow the choice of a chain, which the anchors do.
 */
function readReference(node: DerNode, version: 1 | 2): CertificateReference {
  const fields = node.fields(DER.sequence, 'signing certificate')
  const entry = fields.take().fields(DER.sequence, 'signing certificate list').take()
  fields.takeOptional(DER.sequence)
  fields.end()

  const parts = entry.fields(DER.sequence, 'signing certificate entry')
  const algorithm = version === 2 ? parts.takeOptional(DER.sequence) : undefined
  const digest = parts.take().asOctetString()
  const issuerSerial = parts.takeOptional(DER.sequence)
  parts.end()
  const hashV2 = algorithm ? readHashAlgorithm(algorithm) : 'sha256'
  return {
    hash: version === 2 ? hashV2 : 'sha1',
    digest,
    issuerSerial: issuerSerial && readIssuerSerial(issuerSerial),
  }
}

/** `IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber }`: one name, a directoryName `[4]` (RFC 5035 §4). */
function readIssuerSerial(node: DerNode): CertificateReference['issuerSerial'] {
  const fields = node.fields(DER.sequence, 'issuer and serial number')
  const names = fields.take().fields(DER.sequence, 'issuer names')
  const issuer = names.take(0xa4).only().encoding
  names.end()
  const serialNumber = fields.take().asInteger()
  fields.end()
  return { issuer, serialNumber }
}
