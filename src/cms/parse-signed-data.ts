import { DecodeError } from '../bytes/decode-error.js'
import { DER, DerNode, type DerFields } from '../bytes/der-reader.js'
import type { Certificate } from '../certificates/certificate.js'
import { malformedAs } from '../certificates/malformed.js'
import { readCertificate } from '../certificates/parse-certificate.js'
import { readHashAlgorithm, readSignatureAlgorithm } from '../certificates/signature-algorithm.js'
import { CMS_OID } from './object-identifiers.js'
import { readSignedAttributes } from './signed-attributes.js'
import type { SignedData, SignerIdentifier, SignerInfo } from './signed-data.js'

/**
 * More than any real signature has. Each signer is checked against each certificate, so without a bound a few megabytes
 * from a stranger would keep the program busy for hours.
 */
const maxSigners = 64
const maxCertificates = 256

/**
 * Reads a CMS signature: ContentInfo with a SignedData (RFC 5652). The bytes are copied.
 *
 * Only DER is read. BER with indefinite lengths, as streaming writers make it, is refused like any other bytes that two
 * readers could understand in two ways.
 *
 * @throws HealthCardError `HC_SIGNATURE_MALFORMED` with `reason` and `offset` in data.
 */
export function parseSignedData(bytes: Uint8Array): SignedData {
  return malformedAs('HC_SIGNATURE_MALFORMED', 'signature', () => {
    const contentInfo = DerNode.read(new Uint8Array(bytes)).fields(DER.sequence, 'content info')
    const type = contentInfo.take()
    if (type.asObjectIdentifier() !== CMS_OID.signedData) throw new DecodeError('not a SignedData', type.offset)
    const signedData = contentInfo.take(0xa0).only()
    contentInfo.end()
    return readSignedData(signedData)
  })
}

/** The versions are not looked at: each is implied by what the structure holds (RFC 5652 §5.1, §5.3). */
function readSignedData(node: DerNode): SignedData {
  const fields = node.fields(DER.sequence, 'signed data')
  fields.take().asInteger()
  const digestAlgorithms = fields.take(DER.set).children().map(readHashAlgorithm)
  const encapsulated = fields.take().fields(DER.sequence, 'encapsulated content')
  const contentType = encapsulated.take().asObjectIdentifier()
  const content = encapsulated.takeOptional(0xa0)?.only().asOctetString()
  encapsulated.end()
  const certificates = readCertificates(fields)
  // crls [1]: read by those who check revocation.
  fields.takeOptional(0xa1)
  const signerInfos = fields.take(DER.set)
  fields.end()

  const signers = atMost(maxSigners, 'signers', signerInfos).map(readSignerInfo)
  if (signers.length === 0) throw new DecodeError('nobody has signed', signerInfos.offset)
  return {
    digestAlgorithms: digestAlgorithms.filter((hash) => hash !== undefined),
    contentType,
    content,
    certificates,
    signers,
  }
}

/** CertificateSet (RFC 5652 §10.2.2): choices other than Certificate (attribute certificates) do not help here. */
function readCertificates(fields: DerFields): readonly Certificate[] {
  const certificates = fields.takeOptional(0xa0)
  const nodes = certificates ? atMost(maxCertificates, 'certificates', certificates) : []
  return nodes.filter(({ tag }) => tag === DER.sequence).map(readCertificate)
}

function atMost(limit: number, what: string, node: DerNode): readonly DerNode[] {
  const nodes = node.children()
  if (nodes.length > limit) throw new DecodeError(`more than ${limit} ${what}`, node.offset)
  return nodes
}

function readSignerInfo(node: DerNode): SignerInfo {
  const fields = node.fields(DER.sequence, 'signer info')
  fields.take().asInteger()
  const identifier = readIdentifier(fields.take())
  const digestAlgorithm = readHashAlgorithm(fields.take())
  const signedAttributes = fields.takeOptional(0xa0)
  const signatureAlgorithm = fields.take()
  const signature = fields.take().asOctetString()
  // unsignedAttrs [1]: time stamps and other proofs that came later; not part of what was signed.
  fields.takeOptional(0xa1)
  fields.end()
  return {
    identifier,
    digestAlgorithm,
    signedAttributes: signedAttributes && readSignedAttributes(signedAttributes),
    signatureAlgorithm: readSignatureAlgorithm(signatureAlgorithm, digestAlgorithm),
    signature,
  }
}

/** `CHOICE { IssuerAndSerialNumber, subjectKeyIdentifier [0] }` (RFC 5652 §5.3). */
function readIdentifier(node: DerNode): SignerIdentifier {
  if (node.tag === 0x80) return { kind: 'subjectKeyIdentifier', keyIdentifier: node.content }
  const fields = node.fields(DER.sequence, 'signer identifier')
  const issuer = fields.take(DER.sequence).encoding
  const serialNumber = fields.take().asInteger()
  fields.end()
  return { kind: 'issuerAndSerialNumber', issuer, serialNumber }
}
