import { fromBase64, toBase64 } from '../bytes/base64.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { Certificate } from './certificate.js'
import { parseCertificate } from './parse-certificate.js'

/** Base64 has no hyphen, so a block without its end costs no search through the rest of the file. */
const BLOCK = /-----BEGIN (?:X509 )?CERTIFICATE-----([^-]*)-----END (?:X509 )?CERTIFICATE-----/g

/** PEM text of a certificate (RFC 7468 §5). */
export function certificateToPem(der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/**
 * The certificates of a file: one in DER, or any number in PEM with text around them.
 *
 * @throws HealthCardError `HC_CERT_MALFORMED` where there is none, or one that cannot be read.
 */
export function readCertificates(content: Uint8Array): Certificate[] {
  const SEQUENCE = 0x30
  if (content[0] === SEQUENCE) return [parseCertificate(content)]
  const blocks = [...Buffer.from(content).toString('latin1').matchAll(BLOCK)]
  if (blocks.length === 0) throw new HealthCardError('HC_CERT_MALFORMED', 'no certificate in the file')
  return blocks.map(([, base64 = '']) => parseCertificate(fromBase64(base64)))
}
