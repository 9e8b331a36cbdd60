/**
 * The library: what the command line is made of, for programs that bring their own readers, PIN dialogue and files.
 *
 * @packageDocumentation
 */

export { SecretBytes } from './bytes/secret-bytes.js'
export { DecodeError } from './bytes/decode-error.js'
export { errorCatalogue, type ErrorCode, type ErrorFacts, type ErrorKind } from './errors/catalogue.js'
export { HealthCardError, isHealthCardError, type ErrorData } from './errors/health-card-error.js'
export { silentLogger, type Logger, type LogValue } from './log/logger.js'
export type { CardTransport, TransmitOptions } from './apdu/transport.js'

export { CardSession } from './card/card-session.js'
export { readFile, readRecords, type FileContent, type RecordContent } from './card/file-reading.js'
export { knownCards } from './card/profiles/known-cards.js'
export type { CardKind, CardProfile, KeyEntry, PasswordEntry, PinName } from './card/object-system.js'

export { parseCertificate } from './certificates/parse-certificate.js'
export { certificateToPem, readCertificates } from './certificates/pem.js'
export { describeSigner, type SignerDescription } from './certificates/describe-signer.js'
export type { Certificate } from './certificates/certificate.js'

export { cadesAttached, cadesDetached } from './signing/cades.js'
export type { DigestSigner } from './signing/digest-signer.js'
export { verifyDocument, type VerificationRequest } from './signing/verify-document.js'
export type { SignerReport, VerificationReason, VerificationReport } from './signing/verification-report.js'

export { activateCard, type ActivationReport, type ActivationStep } from './operations/activate-card.js'
export {
  exportCertificate,
  listCertificates,
  showCertificate,
  type CertificateDetails,
  type CertificateSummary,
} from './operations/certificates.js'
export type { Card, CardCertificate, CardKey, CardParticulars, CardPublicKey, SigningKey } from './operations/card.js'
export type { PinDevice } from './pin/pin-device.js'
export type { KeyDecipherer } from './encryption/key-decipherer.js'
export { listCards, type CardListEntry } from './operations/list-cards.js'
export { listReaders } from './operations/list-readers.js'
export {
  pinStatus,
  provePin,
  replacePin,
  unblockCardPin,
  type PinReport,
  type PinState,
  type PinStatusReport,
} from './operations/pins.js'
export type { ExpiryWarning } from './operations/expiry-warnings.js'
export { showCard, type CardDetails } from './operations/show-card.js'
export { signBatch, type SigningDesk } from './operations/sign-batch.js'
export type { BatchObserver, BatchPlan, BatchReport, SignRequest } from './operations/batch-report.js'
export { verifyFiles, type VerifyReport, type VerifyRequest } from './operations/verify-files.js'
export type { BatchJournals, JournalHead, OpenJournal } from './operations/batch-journal.js'
export { resumeBatch } from './operations/resume-batch.js'
export type { DocumentStore, InputDocument } from './operations/documents.js'
export {
  RefusedSecrets,
  type CardLayer,
  type CardMemory,
  type PinSource,
  type ReaderInfo,
  type SecretRequest,
  type Workplace,
} from './operations/workplace.js'
