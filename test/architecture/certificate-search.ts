import type { Certificate } from '../../src/certificates/certificate.js'
import { parseCertificate } from '../../src/certificates/parse-certificate.js'
import { fromHex } from '../../src/bytes/hex.js'
import { DecodeError } from '../../src/bytes/decode-error.js'
import { readTlv } from '../../src/bytes/tlv.js'
import { HealthCardError } from '../../src/errors/health-card-error.js'

/** A certificate is longer than this; shorter runs of hex or base64 are something else. */
const SHORTEST_BYTES = 200

/** Every X.509 certificate in a file: in DER wherever it begins, as hex, or as base64 (PEM, XML, JSON). */
export function certificatesIn(file: Uint8Array): Certificate[] {
  const text = Buffer.from(file).toString('latin1')
  return [file, ...hexRuns(text), ...base64Runs(text)].flatMap(certificatesInDer)
}

function hexRuns(text: string): Uint8Array[] {
  return runs(text, /(?:30\s*82|3082)(?:\s*[0-9a-f]{2})+/gi, 2 * SHORTEST_BYTES).map(fromHex)
}

/** `MII` is what 30 82 becomes at the start of base64. */
function base64Runs(text: string): Uint8Array[] {
  return runs(text, /MII[A-Za-z0-9+/=\s]+/g, (4 * SHORTEST_BYTES) / 3).map((run) => Buffer.from(run, 'base64'))
}

function runs(text: string, pattern: RegExp, shortest: number): string[] {
  return [...text.matchAll(pattern)].map(([run]) => run.replace(/\s/g, '')).filter((run) => run.length >= shortest)
}

function certificatesInDer(bytes: Uint8Array): Certificate[] {
  const found: Certificate[] = []
  for (let i = 0; i + SHORTEST_BYTES < bytes.length; i++) {
    if (bytes[i] !== 0x30 || bytes[i + 1] !== 0x82) continue
    const certificate = certificateAt(bytes.subarray(i))
    if (certificate) found.push(certificate)
  }
  return found
}

function certificateAt(bytes: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(readTlv(bytes).encoding)
  } catch (error) {
    if (error instanceof DecodeError || error instanceof HealthCardError) return undefined
    throw error
  }
}
