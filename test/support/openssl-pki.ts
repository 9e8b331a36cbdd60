import { constants, generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto'
import { parseCertificate } from '../../src/certificates/parse-certificate.js'
import type { Certificate } from '../../src/certificates/certificate.js'
import type { SignatureMechanism } from '../../src/certificates/signature-algorithm.js'
import { opensslOutput, type Workbench } from './openssl.js'

/** A certificate made by openssl, with its private key. */
export interface Credential {
  readonly certificate: Certificate
  readonly certificateFile: string
  readonly privateKey: KeyObject
  readonly keyFile: string
}

export type KeyKind = 'brainpoolP256r1' | 'brainpoolP384r1' | 'brainpoolP512r1' | 'prime256v1' | 'secp384r1' | 'rsa'

/** What {@link issue} puts into a certificate. */
export interface Order {
  /** As openssl's `-subj` has it. */
  readonly subject: string
  /** Lines of an openssl extension section. */
  readonly extensions?: readonly string[]
  /** Undefined: self-signed. */
  readonly issuer?: Credential
  readonly key?: KeyKind | KeyObject
  readonly days?: number
  readonly serial?: string
  /** How the issuer signs, as far as its key leaves a choice. */
  readonly signatureOptions?: readonly string[]
}

export const authorityExtensions = [
  'basicConstraints=critical,CA:TRUE',
  'keyUsage=critical,keyCertSign,cRLSign',
  'subjectKeyIdentifier=hash',
]
export const signerExtensions = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,nonRepudiation']
export const pssOptions = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32']

/** Mechanism → kind of key that signs by it, and how an authority with such a key signs. */
export const mechanismKeys = {
  'ecdsa-sha256': { key: 'brainpoolP256r1', signatureOptions: [] },
  'rsa-pss-sha256': { key: 'rsa', signatureOptions: pssOptions },
  'rsa-pkcs1-sha256': { key: 'rsa', signatureOptions: [] },
} as const satisfies Record<SignatureMechanism, { key: KeyKind; signatureOptions: readonly string[] }>

export const mechanisms = Object.keys(mechanismKeys) as readonly SignatureMechanism[]

export function generateKey(kind: KeyKind): KeyObject {
  return kind === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    : generateKeyPairSync('ec', { namedCurve: kind }).privateKey
}

let serialCounter = 0x1000

/** Has openssl make a key's certificate. */
export function issue(bench: Workbench, order: Order): Credential {
  const { subject, extensions = signerExtensions, issuer, key = 'brainpoolP256r1', days = 1000 } = order
  const privateKey = typeof key === 'string' ? generateKey(key) : key
  const keyFile = bench.file(privateKey.export({ format: 'pem', type: 'pkcs8' }), '.key')
  const request = bench.file(
    opensslOutput(['req', '-new', '-utf8', '-key', keyFile, '-subj', subject, '-batch']),
    '.csr',
  )
  const signer = issuer ? ['-CA', issuer.certificateFile, '-CAkey', issuer.keyFile] : ['-key', keyFile]
  const pem = opensslOutput([
    ...['x509', '-req', '-sha256', '-in', request, ...signer, '-days', String(days)],
    ...['-set_serial', order.serial ?? String(serialCounter++), ...(order.signatureOptions ?? [])],
    ...['-extfile', bench.file(extensions.join('\n'), '.ext')],
  ])
  return {
    certificate: parseCertificate(new X509Certificate(pem).raw),
    certificateFile: bench.file(pem, '.pem'),
    privateKey,
    keyFile,
  }
}

/** Root and signer for one mechanism, the signatures in the certificates made in the same way. */
export function issuePair(bench: Workbench, mechanism: SignatureMechanism): { root: Credential; signer: Credential } {
  const kind = mechanismKeys[mechanism]
  const root = issue(bench, { ...kind, subject: '/C=DE/CN=Root TEST-ONLY', extensions: authorityExtensions })
  return { root, signer: issue(bench, { ...kind, subject: '/C=DE/CN=Erika Mustermann', issuer: root }) }
}

/** Signs like a card: r‖s for ECDSA, else the RSA block. */
export function signPlain(privateKey: KeyObject, mechanism: SignatureMechanism, data: Uint8Array): Uint8Array {
  switch (mechanism) {
    case 'ecdsa-sha256':
      return sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
    case 'rsa-pss-sha256':
      return sign('sha256', data, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
    case 'rsa-pkcs1-sha256':
      return sign('sha256', data, privateKey)
  }
}
