import type { Certificate } from './certificate.js'
import { signingPurpose } from './signing-purpose.js'

/**
 * The first moment at which RSA-2048 no longer makes qualified signatures: 30 June 2026 was the last day (announced on
 * wiki.gematik.de and laekh.de), taken here in German time.
 */
const rsa2048QesEnd = new Date('2026-07-01T00:00:00+02:00')

/**
 * True if the key may no longer make signatures of its kind at `at` because its algorithm has come to its end: RSA-2048 for
 * QES. Signatures made before stay what they are. Keys of the other kinds (SIG, OSIG) have no such end yet.
 */
export function algorithmEnded(certificate: Certificate, at: Date): boolean {
  return certificate.keyAlgorithm === 'rsa-2048' && signingPurpose(certificate).kind === 'qes' && !(at < rsa2048QesEnd)
}
