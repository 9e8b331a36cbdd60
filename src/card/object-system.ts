/** Card kinds of the German health system that this project knows. */
export type CardKind = 'hba' | 'smcb' | 'egk'

/** Passwords that a person deals with; names as gematik writes them. */
export type PinName =
  'PIN.QES' | 'PIN.CH' | 'PIN.SMC' | 'PIN.AUTO' | 'PIN.SO' | 'PIN.USER' | 'PIN.AMTS_REP' | `MRPIN.${string}`

/** A folder: the MF, or an application that is selected by its AID. */
export interface FolderEntry {
  /** Application identifier in hex. */
  readonly aid: string
  readonly spec: string
}

/** An elementary file; read by its short file identifier after its folder is selected. */
export interface FileEntry {
  readonly folder: string
  readonly fid: number
  readonly sfi: number
  readonly structure: 'transparent' | 'records'
}

/** A password object. */
export interface PasswordEntry {
  readonly folder: string
  /** P2 of the password commands: location bit 80 and identifier (gemSpec_COS N072.800). */
  readonly reference: number
  readonly minDigits: number
  readonly maxDigits: number
  /** Digits of the PUK; absent: the password has none. */
  readonly pukDigits?: number
  /** What the access rules let a PUK do: set a new value as well, or unblock and nothing else. */
  readonly puk: 'unblockOrSet' | 'unblockOnly' | 'none'
  /** Place in the activation of a new card; absent: the holder does not activate it. */
  readonly activation?: number
}

/** How a key is used, and with which algorithm identifier in MSE SET. */
export type SignatureAlgorithm = 'signECDSA' | 'signPSS' | 'signPKCS1_V1_5'

/** What a key is for; only `qes`, `sig` and `osig` sign documents. */
export type KeyUse = 'qes' | 'sig' | 'osig' | 'aut' | 'enc'

/** A private key object with its certificate. */
export interface KeyEntry {
  readonly folder: string
  /** Key reference: 80 + identifier in an application, the identifier alone in the MF (gemSpec_COS N099.600). */
  readonly reference: number
  readonly use: KeyUse
  readonly type: 'ecc' | 'rsa'
  /** Signature algorithms that the key lists in SE#1, the preferred one first. */
  readonly algorithms: readonly SignatureAlgorithm[]
  readonly password: PinName
  /** Name of the certificate's file. */
  readonly certificate: string
}

/** Everything the host knows about one type of card, as data. A new card type is a new value of this. */
export interface CardProfile {
  readonly id: string
  readonly kind: CardKind
  readonly generation: 'G2.0' | 'G2.1'
  /** The documents that the tables follow. */
  readonly source: string
  /** Object system versions of EF.Version2 (tag C1) that the tables describe: from (inclusive), before (exclusive). */
  readonly objectSystem: { readonly from: string; readonly before?: string }
  readonly folders: Readonly<Record<string, FolderEntry>>
  /** By name; names that two folders share are written `DF.CIA.QES/EF.OD`. */
  readonly files: Readonly<Record<string, FileEntry>>
  readonly passwords: Readonly<Partial<Record<PinName, PasswordEntry>>>
  readonly keys: Readonly<Record<string, KeyEntry>>
  /** File that tells how many signatures one PIN entry allows; absent: as many as wanted. */
  readonly signatureLimitFile?: string
}

/** Algorithm identifiers for MSE SET. */
export const signatureAlgorithmId: Readonly<Record<SignatureAlgorithm, number>> = {
  signECDSA: 0x00,
  signPKCS1_V1_5: 0x02,
  signPSS: 0x05,
}
