import type { AccessRules } from './access-rules.js'

/*
 * Rows of an object system as the gematik documents table them: what a card type lays down for every card. What one
 * card adds (file bodies, keys, secrets) is not here; it comes by the path of the object, see `CardContent`.
 * Identifiers are hex digits, sizes and lengths are numbers.
 */

/** MF or an application: objectType `ADF` where it has a file identifier, `Application` where it has none. */
export interface FolderRow {
  readonly type: 'folder'
  readonly name: string
  readonly aid: string
  readonly fid?: string
  readonly rules: AccessRules
  readonly objects: readonly ObjectRow[]
}

/** A transparent file. Without a body it is there and empty: its logical end of file is 0. */
export interface TransparentFileRow {
  readonly type: 'transparentFile'
  readonly name: string
  readonly fid: string
  readonly sfi: string
  /** numberOfOctet in bytes; absent: as long as its body, which never changes. */
  readonly size?: number
  /** flagTransactionMode: changed as a whole or not at all. */
  readonly transaction: boolean
  readonly checksum: boolean
  readonly rules: AccessRules
}

/** A file of records of different lengths. */
export interface RecordFileRow {
  readonly type: 'recordFile'
  readonly name: string
  readonly fid: string
  readonly sfi: string
  readonly size: number
  readonly maximumRecords: number
  readonly maximumRecordLength: number
  readonly rules: AccessRules
}

/** A password with its PUK. Retry counter 3 and ten uses of the PUK hold for every one of them. */
export interface PasswordRow {
  readonly type: 'password'
  readonly name: string
  readonly id: string
  readonly minimumLength: number
  readonly maximumLength: number
  /** How many uses one VERIFY gives: without limit, or per security environment as EF.SSEC of the card says. */
  readonly uses: 'infinite' | 'limited'
  readonly rules: AccessRules
}

/** Algorithms of a private key by security environment. One that is not listed there is not there. */
export type KeyAlgorithms = Readonly<Partial<Record<1 | 2, readonly KeyAlgorithm[]>>>

/** algorithmIdentifier of gemSpec_COS, as images spell them. */
export type KeyAlgorithm =
  | 'signECDSA'
  | 'signPSS'
  | 'signPKCS1_V1_5'
  | 'rsaClientAuthentication'
  | 'rsaDecipherOaep'
  | 'elcSharedSecretCalculation'
  | 'elcRoleAuthentication'
  | 'elcAsynchronAdmin'
  | 'elcSessionkey4SM'

/** A private RSA key; without key material keyAvailable is FALSE. */
export interface RsaKeyRow {
  readonly type: 'rsaKey'
  readonly name: string
  readonly id: string
  readonly modulusBits: number
  readonly algorithms: KeyAlgorithms
  readonly rules: AccessRules
}

/** A private key on brainpoolP256r1; without key material keyAvailable is FALSE. */
export interface EccKeyRow {
  readonly type: 'eccKey'
  readonly name: string
  readonly id: string
  readonly algorithms: KeyAlgorithms
  readonly rules: AccessRules
}

/** An AES key pair of the issuer, for encryption and MAC. */
export interface AesKeyRow {
  readonly type: 'aesKey'
  readonly name: string
  readonly id: string
  readonly bits: 128 | 256
  readonly rules: AccessRules
}

/** The key of PACE: the CAN printed on the card. */
export interface CanRow {
  readonly type: 'can'
  readonly name: string
  readonly id: string
  readonly rules: AccessRules
}

/** The public key of a root of CV certificates. */
export interface RootKeyRow {
  readonly type: 'rootKey'
  readonly name: string
  readonly flagList: 'cvc_FlagList_TI' | 'cvc_FlagList_CMS'
  readonly flags: string
  readonly rules: AccessRules
  /** Rules that an imported key gets. */
  readonly importedRules: AccessRules
}

/** Any object of a card. */
export type ObjectRow =
  FolderRow | TransparentFileRow | RecordFileRow | PasswordRow | RsaKeyRow | EccKeyRow | AesKeyRow | CanRow | RootKeyRow
