import { sign, type KeyObject } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  Certificate,
  Extensions,
  Name,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
  type Extension,
} from '@peculiar/asn1-x509'
import { ecdsaSignatureToDer } from '../certificates/ecdsa-signature.js'
import { OID } from '../certificates/object-identifiers.js'
import { encodeName, type DistinguishedName } from './distinguished-name.js'
import { signEcdsaSha256 } from './deterministic-ecdsa.js'
import type { EccKey } from './ecc-key.js'
import type { RandomSource } from './random-source.js'
import type { RsaKey } from './rsa-key.js'
import type { ValidityPeriod } from './validity.js'

/** A key that can sign certificates. */
export type SigningKey = EccKey | RsaKey

/** All that stands in a certificate, before its issuer signs it. */
export interface CertificateContent {
  readonly issuer: DistinguishedName
  readonly subject: DistinguishedName
  readonly publicKey: SubjectPublicKeyInfo
  readonly validity: ValidityPeriod
  readonly extensions: readonly Extension[]
}

/** Builds and signs an X.509 version 3 certificate (RFC 5280 §4.1) and returns its DER. */
export function writeCertificate(content: CertificateContent, signer: SigningKey, random: RandomSource): Uint8Array {
  const signature = signatureAlgorithms[signer.algorithm]
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: serialNumber(random),
    signature,
    issuer: asName(content.issuer),
    validity: new Validity(content.validity),
    subject: asName(content.subject),
    subjectPublicKeyInfo: content.publicKey,
    extensions: new Extensions([...content.extensions]),
  })
  const toBeSigned = new Uint8Array(AsnConvert.serialize(tbsCertificate))
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signature,
    signatureValue: toArrayBuffer(signatureOver(toBeSigned, signer)),
  })
  return new Uint8Array(AsnConvert.serialize(certificate))
}

/** SubjectPublicKeyInfo of a key, as the certificate structures want it. */
export function publicKeyInfo(key: KeyObject): SubjectPublicKeyInfo {
  return AsnConvert.parse(key.export({ format: 'der', type: 'spki' }), SubjectPublicKeyInfo)
}

const signatureAlgorithms = {
  /** ecdsa-with-SHA256; its parameters are absent (RFC 5758 §3.2). */
  ecc: new AlgorithmIdentifier({ algorithm: OID.ecdsaWithSha256 }),
  /** sha256WithRSAEncryption; its parameters are NULL (RFC 4055 §5). */
  rsa: new AlgorithmIdentifier({ algorithm: OID.sha256WithRsaEncryption, parameters: null }),
} as const

function signatureOver(data: Uint8Array, signer: SigningKey): Uint8Array {
  return signer.algorithm === 'ecc'
    ? ecdsaSignatureToDer(signEcdsaSha256(signer, data), signer.curve)
    : sign('sha256', data, signer.privateKey)
}

/**
 * A positive serial number of seven bytes, as long as those of the telematics infrastructure. The second highest bit is
 * set, so that the number never gets shorter.
 */
function serialNumber(random: RandomSource): ArrayBuffer {
  const [first = 0, ...rest] = random(7)
  return toArrayBuffer(Uint8Array.of((first & 0x3f) | 0x40, ...rest))
}

/**
 * The name in the shape of asn1-x509. It goes through our own writer first: asn1-schema leaves a SET OF in the order
 * given, and DER wants the attributes of a multi-valued RDN sorted (X.690 §11.6).
 */
function asName(name: DistinguishedName): Name {
  return AsnConvert.parse(encodeName(name), Name)
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
