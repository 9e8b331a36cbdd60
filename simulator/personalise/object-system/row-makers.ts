import type { EccKeyRow, KeyAlgorithms, RsaKeyRow, TransparentFileRow } from './object-rows.js'
import type { AccessRules } from './access-rules.js'
import { fileRules } from './file-rules.js'

/** Sizes of certificate files in bytes: RSA and elliptic-curve X.509. */
const X509_SIZE = { rsa: 0x076c, ecc: 0x0bb8 } as const

/** An RSA certificate file of 1900 bytes, a size that the images give to all that are personalised. */
export function rsaCertificateFile(
  name: string,
  fid: string,
  sfi: string,
  rules: AccessRules = fileRules.certificate,
): TransparentFileRow {
  return { type: 'transparentFile', name, fid, sfi, size: X509_SIZE.rsa, transaction: true, checksum: false, rules }
}

/** A certificate file of 3000 bytes: elliptic curves, and RSA files that are filled after delivery. */
export function certificateFile(
  name: string,
  fid: string,
  sfi: string,
  rules: AccessRules = fileRules.certificate,
): TransparentFileRow {
  return { type: 'transparentFile', name, fid, sfi, size: X509_SIZE.ecc, transaction: true, checksum: false, rules }
}

/** A file whose body is fixed when the card is made. */
export function fixedFile(
  name: string,
  fid: string,
  sfi: string,
  rules: AccessRules = fileRules.public,
): TransparentFileRow {
  return { type: 'transparentFile', name, fid, sfi, transaction: false, checksum: true, rules }
}

/** A private RSA key of 2048 bits. */
export function rsaKey(name: string, id: string, algorithms: KeyAlgorithms, rules: AccessRules): RsaKeyRow {
  return { type: 'rsaKey', name, id, modulusBits: 2048, algorithms, rules }
}

/** A private key on brainpoolP256r1. */
export function eccKey(name: string, id: string, algorithms: KeyAlgorithms, rules: AccessRules): EccKeyRow {
  return { type: 'eccKey', name, id, algorithms, rules }
}
