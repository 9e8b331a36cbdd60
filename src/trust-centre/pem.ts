import type { KeyObject } from 'node:crypto'

/** PEM of a private key: PKCS#8, not encrypted. For files of mode 0600 of a test authority only. */
export function privateKeyToPem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString()
}
