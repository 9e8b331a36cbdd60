import type { Certificate } from '../certificates/certificate.js'
import { readCertificates } from '../certificates/pem.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type { DocumentStore } from './documents.js'

/**
 * All certificates of the files, PEM or DER.
 *
 * @throws HealthCardError `HC_INPUT_UNUSABLE` naming the file that holds none or cannot be read.
 */
export async function readCertificateFiles(
  store: Pick<DocumentStore, 'read'>,
  files: readonly string[],
): Promise<Certificate[]> {
  const certificates: Certificate[] = []
  for (const file of files) certificates.push(...(await readCertificateFile(store, file)))
  return certificates
}

async function readCertificateFile(store: Pick<DocumentStore, 'read'>, file: string): Promise<Certificate[]> {
  const content = await store.read(file)
  try {
    return readCertificates(content)
  } catch (cause) {
    if (!isHealthCardError(cause, 'HC_CERT_MALFORMED')) throw cause
    throw new HealthCardError('HC_INPUT_UNUSABLE', `${file}: ${cause.message}`, { file }, { cause })
  }
}
