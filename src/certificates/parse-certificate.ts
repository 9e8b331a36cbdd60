import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { DecodeError } from '../bytes/decode-error.js'
import { DER, DerNode } from '../bytes/der-reader.js'
import { equalBytes } from '../bytes/equal.js'
import { toHex } from '../bytes/hex.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { Certificate } from './certificate.js'
import { readName, saysTestOnly } from './distinguished-name.js'
import { isProcessed, readExtensions, readKnownExtensions } from './extensions.js'
import { readKeyAlgorithm } from './key-algorithm.js'
import { malformedAs } from './malformed.js'
import { readSignatureAlgorithm } from './signature-algorithm.js'

/**
 * Reads an X.509 certificate. The bytes are copied.
 *
 * @throws HealthCardError `HC_CERT_MALFORMED` with `reason` and `offset` in data.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  return malformedAs('HC_CERT_MALFORMED', 'certificate', () => readCertificate(DerNode.read(der)))
}

/**
 * Reads the certificate at `node`; positions in errors count from the start of the outermost input.
 *
 * @throws DecodeError
 */
export function readCertificate(node: DerNode): Certificate {
  // Not slice(), which on a Buffer is a view.
  const der = new Uint8Array(node.encoding)
  const outer = DerNode.read(der, node.offset).fields(DER.sequence, 'certificate')
  const toBeSigned = outer.take(DER.sequence)
  const signatureAlgorithm = outer.take(DER.sequence)
  const signature = outer.take().asWholeBitString()
  outer.end()

  const fields = toBeSigned.fields(DER.sequence, 'certificate body')
  const version = fields.takeOptional(0xa0)?.only().asInteger() ?? 0n
  const serial = fields.take(DER.integer)
  const innerAlgorithm = fields.take(DER.sequence)
  const issuer = readName(fields.take())
  const validity = fields.take().fields(DER.sequence, 'validity')
  const [notBefore, notAfter] = [validity.take().asTime(), validity.take().asTime()]
  validity.end()
  const subject = readName(fields.take())
  const spki = fields.take(DER.sequence)
  fields.takeOptional(0x81)
  fields.takeOptional(0x82)
  const extensions = readExtensions(fields.takeOptional(0xa3)?.only())
  fields.end()

  // RFC 5280 §4.1.2.1 and §4.1.2.9: 2 stands for version 3, the only one with extensions.
  if (version > 2n || (extensions.length > 0 && version !== 2n)) {
    throw new DecodeError(`version number ${version} does not fit`, toBeSigned.offset)
  }
  if (!equalBytes(signatureAlgorithm.encoding, innerAlgorithm.encoding)) {
    throw new DecodeError('the two signature algorithms differ (RFC 5280 §4.1.1.2)', signatureAlgorithm.offset)
  }

  let publicKey: KeyObject | undefined
  return Object.freeze({
    der,
    toBeSigned: toBeSigned.encoding,
    fingerprint: createHash('sha256').update(der).digest('hex'),
    serialNumber: serial.asInteger(),
    serialNumberHex: toHex(serial.content),
    subject,
    issuer,
    notBefore,
    notAfter,
    spki: spki.encoding,
    keyAlgorithm: readKeyAlgorithm(spki),
    get publicKey() {
      return (publicKey ??= decodeKey(spki.encoding))
    },
    signatureAlgorithm: readSignatureAlgorithm(signatureAlgorithm),
    signature,
    ...readKnownExtensions(extensions),
    extensions: extensions.map(({ oid, critical, octets }) => ({ oid, critical, value: octets.content })),
    unknownCriticalExtensions: extensions
      .filter(({ oid, critical }) => critical && !isProcessed(oid))
      .map(({ oid }) => oid),
    isTestOnly: saysTestOnly(subject) || saysTestOnly(issuer),
  })
}

function decodeKey(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch (cause) {
    throw new HealthCardError('HC_CERT_MALFORMED', 'the public key of the certificate is unusable', {}, { cause })
  }
}
