import type { AccessRules, FlagList, LifeCycle } from './access-rules.js'

/** Elliptic curves of gemSpec_COS N002.500 by their names there. */
export type CurveName = 'ansix9p256r1' | 'ansix9p384r1' | 'brainpoolP256r1' | 'brainpoolP384r1' | 'brainpoolP512r1'

/** Algorithms of private keys (gemSpec_COS tables CosT_7a2, CosT_605, CosT_c40). */
export type AlgorithmName =
  | 'elcAsynchronAdmin'
  | 'elcRoleAuthentication'
  | 'elcSessionkey4SM'
  | 'elcSessionkey4TC'
  | 'elcSharedSecretCalculation'
  | 'rsaClientAuthentication'
  | 'rsaDecipherOaep'
  | 'rsaDecipherPKCS1_V1_5'
  | 'rsaRoleAuthentication'
  | 'rsaSessionkey4SM'
  | 'rsaSessionkey4TC'
  | 'sign9796_2_DS2'
  | 'signECDSA'
  | 'signPKCS1_V1_5'
  | 'signPSS'

/** What every object of the card has. */
export interface CardObject {
  /** The name in the image: `PIN.QES`. */
  readonly name: string
  /** Unique address: `DF.QES/PIN.QES`, `MF/PIN.CH`, `DF.HCA/DF.NFD/EF.NFD`. */
  readonly path: string
  readonly lifeCycle: LifeCycle
  readonly accessRules: AccessRules
}

/** An object that stands in a folder: all but the folder MF. */
export interface FolderMember extends CardObject {
  readonly folder: Folder
}

/** MF, ADF or DF (gemSpec_COS §8.3.1). */
export interface Folder extends CardObject {
  readonly kind: 'folder'
  /** Absent for the MF. */
  readonly parent: Folder | undefined
  readonly shareable: boolean
  readonly fileIdentifier: number | undefined
  readonly applicationIdentifiers: readonly Uint8Array[]
  readonly folders: readonly Folder[]
  readonly files: readonly ElementaryFile[]
  readonly passwords: readonly Password[]
  readonly secretKeys: readonly SecretKey[]
  readonly publicKeys: readonly PublicKey[]
}

interface FileCommon extends FolderMember {
  readonly fileIdentifier: number
  readonly shortFileIdentifier: number | undefined
  readonly shareable: boolean
}

/** Transparent EF (gemSpec_COS §8.3.2.1). */
export interface TransparentFile extends FileCommon {
  readonly kind: 'transparent'
  /** numberOfOctet: how much fits. */
  readonly sizeBytes: number
  /** The content as delivered, up to the logical end of file. */
  readonly body: Uint8Array
}

/** One record and whether it is active (only files with record life cycle can have inactive ones). */
export interface RecordContent {
  readonly value: Uint8Array
  readonly active: boolean
}

/** Structured EF (gemSpec_COS §8.3.2.2). */
export interface RecordFile extends FileCommon {
  readonly kind: 'linearFixed' | 'linearVariable' | 'cyclic'
  readonly maximumRecords: number
  readonly maximumRecordBytes: number
  /** numberOfOctet: how much all records together may fill. Linear variable files only. */
  readonly sizeBytes: number | undefined
  readonly recordsHaveLifeCycle: boolean
  readonly records: readonly RecordContent[]
}

export type ElementaryFile = TransparentFile | RecordFile

/** How a password leaves the factory (gemSpec_COS N009.500). */
export type TransportStatus = 'regularPassword' | 'transportPIN' | 'leerPIN'

/** Uses of a security status by security environment; `Infinity` is "unendlich" (gemSpec_COS N015.800). */
export type StartSsecList = ReadonlyMap<number, number>

interface PasswordCommon extends FolderMember {
  /** pwdIdentifier, without the DF bit. */
  readonly identifier: number
  readonly flagEnabled: boolean
  readonly startSsec: StartSsecList
}

/** Regular password (gemSpec_COS §8.4) as delivered. */
export interface RegularPassword extends PasswordCommon {
  readonly kind: 'password'
  readonly minimumLength: number
  readonly maximumLength: number
  readonly startRetryCounter: number
  readonly retryCounter: number
  readonly transportStatus: TransportStatus
  /** Format-2 PIN block of 8 bytes; undefined where the image sets none: no comparison can succeed then. */
  readonly secret: Uint8Array | undefined
  readonly puk: Uint8Array | undefined
  readonly pukUsage: number
}

/** Multi-reference password (gemSpec_COS §8.5): its own status over another password's secret and counters. */
export interface MultiReferencePassword extends PasswordCommon {
  readonly kind: 'multiReferencePassword'
  readonly target: RegularPassword
}

export type Password = RegularPassword | MultiReferencePassword

/** Algorithms of a private key by security environment (gemSpec_COS N017.400). */
export type AlgorithmList = ReadonlyMap<number, readonly AlgorithmName[]>

interface PrivateKeyCommon extends FolderMember {
  readonly identifier: number
  readonly algorithms: AlgorithmList
}

/** Numbers of an RSA key, unsigned big-endian. */
export interface RsaNumbers {
  readonly n: Uint8Array
  readonly e: Uint8Array
  readonly d: Uint8Array
  readonly p: Uint8Array
  readonly q: Uint8Array
  readonly dP: Uint8Array
  readonly dQ: Uint8Array
  /** The image's `c`: inverse of q modulo p. */
  readonly qInv: Uint8Array
}

/** Private RSA key; without numbers where keyAvailable is FALSE. */
export interface PrivateRsaKey extends PrivateKeyCommon {
  readonly kind: 'privateRsa'
  readonly modulusBytes: number
  readonly numbers: RsaNumbers | undefined
}

/** Private ELC key; without value where keyAvailable is FALSE. */
export interface PrivateElcKey extends PrivateKeyCommon {
  readonly kind: 'privateElc'
  readonly curve: CurveName
  /** The private number d, unsigned big-endian. */
  readonly privateValue: Uint8Array | undefined
}

export type PrivateKey = PrivateRsaKey | PrivateElcKey

/** Symmetric key for authentication with session keys (gemSpec_COS §8.6.1). */
export interface SymmetricKey extends FolderMember {
  readonly kind: 'symmetricAuthentication'
  readonly identifier: number
  readonly algorithm: string
  readonly encryptionKey: Uint8Array | undefined
  readonly macKey: Uint8Array | undefined
}

/** The CAN (gemSpec_COS §8.6.2). */
export interface ConnectionKey extends FolderMember {
  readonly kind: 'symmetricConnection'
  readonly identifier: number
  readonly algorithm: string
  readonly can: Uint8Array | undefined
}

/** Keys that one byte names. */
export type SecretKey = PrivateKey | SymmetricKey | ConnectionKey

/** Root key for card-verifiable certificates (gemSpec_COS §8.6.4). */
export interface PublicKey extends FolderMember {
  readonly kind: 'publicElcVerification'
  /** keyIdentifier: CAR of eight bytes. */
  readonly identifier: Uint8Array
  readonly curve: CurveName
  readonly point: Uint8Array | undefined
  readonly algorithm: string
  readonly rights: FlagList | undefined
  /** Unpacked BCD YYMMDD. */
  readonly expirationDate: Uint8Array | undefined
}

/** Any object of a card. */
export type AnyObject = Folder | ElementaryFile | Password | SecretKey | PublicKey
