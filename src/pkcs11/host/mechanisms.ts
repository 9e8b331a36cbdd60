import type { Mechanism } from '../token-module.js'
import type { MechanismParameter } from './cryptoki.js'

const CKM_RSA_PKCS = 0x01
const CKM_RSA_PKCS_OAEP = 0x09
const CKM_RSA_PKCS_PSS = 0x0d
const CKM_SHA256 = 0x250
const CKM_ECDSA = 0x1041
const CKM_ECDH1_DERIVE = 0x1050
const CKG_MGF1_SHA256 = 2
const CKZ_DATA_SPECIFIED = 1
const CKD_NULL = 1
const SALT_BYTES = 32

/** By these numbers pkcs11js tells which structure a parameter becomes. */
const CK_PARAMS_RSA_OAEP = 4
const CK_PARAMS_RSA_PSS = 5
const CK_PARAMS_EC_DH = 6

const ofSha256 = { hashAlg: CKM_SHA256, mgf: CKG_MGF1_SHA256 }

export const signMechanisms: Readonly<Record<Mechanism['name'], MechanismParameter>> = {
  ecdsa: { mechanism: CKM_ECDSA },
  rsaPkcs1: { mechanism: CKM_RSA_PKCS },
  rsaPssSha256: {
    mechanism: CKM_RSA_PKCS_PSS,
    parameter: { type: CK_PARAMS_RSA_PSS, ...ofSha256, saltLen: SALT_BYTES },
  },
}

export const decipherMechanisms: Readonly<Record<'pkcs1' | 'oaepSha256', MechanismParameter>> = {
  pkcs1: { mechanism: CKM_RSA_PKCS },
  oaepSha256: {
    mechanism: CKM_RSA_PKCS_OAEP,
    parameter: { type: CK_PARAMS_RSA_OAEP, ...ofSha256, source: CKZ_DATA_SPECIFIED },
  },
}

/** Diffie-Hellman with that point. */
export function deriveMechanism(publicData: Buffer): MechanismParameter {
  return { mechanism: CKM_ECDH1_DERIVE, parameter: { type: CK_PARAMS_EC_DH, kdf: CKD_NULL, publicData } }
}
