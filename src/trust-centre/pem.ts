import type { KeyObject } from 'node:crypto'

/** PEM of a certificate (RFC 7468 §5), with a line feed at the end, so that files can be joined. */
export function certificateToPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** PEM of a private key: PKCS#8, not encrypted. For files of mode 0600 of a test authority only. */
export function privateKeyToPem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString()
}
