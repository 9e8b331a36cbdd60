/*
 * A vendor's PKCS#11 module as the rest of this folder sees it. The module itself runs in a process of its own
 * (module-process.ts); handles and slot numbers are decimal texts here, because CK_ULONG does not fit a JavaScript number.
 */

/** CK_TOKEN_INFO. Texts are trimmed, without control characters; invalid UTF-8 is replaced. */
export interface TokenFacts {
  readonly label: string
  readonly manufacturer: string
  readonly model: string
  readonly serial: string
  /** CKF_*, of CK_TOKEN_INFO. */
  readonly flags: number
  /** null: the token does not say, or what it says makes no sense. */
  readonly minPinBytes: number | null
  /** null: the token does not say, or what it says makes no sense. */
  readonly maxPinBytes: number | null
  /** As `1.2`. */
  readonly firmware: string
}

/** CK_SLOT_INFO, with the token in it. */
export interface SlotFacts {
  /** CK_SLOT_ID, decimal. */
  readonly slot: string
  readonly description: string
  readonly manufacturer: string
  readonly removable: boolean
  /** undefined: nothing is in it, or nothing that the module knows. */
  readonly token: TokenFacts | undefined
}

/** CK_INFO; versions as `2.40`. */
export interface ModuleFacts {
  readonly cryptokiVersion: string
  readonly manufacturer: string
  readonly description: string
  readonly version: string
}

/** CK_MECHANISM_INFO of one CKM_* `type`; key sizes in the unit of that mechanism, bits mostly. */
export interface MechanismFacts {
  readonly type: number
  readonly minKeySize: number
  readonly maxKeySize: number
  readonly flags: number
}

/** A certificate or key on a token; what the token does not tell is missing. */
export interface TokenObject {
  /** CK_OBJECT_HANDLE, decimal; good as long as the session lives. */
  readonly handle: string
  readonly kind: 'certificate' | 'publicKey' | 'privateKey'
  /** CKA_ID; empty where there is none. */
  readonly id: Uint8Array
  readonly label: string
  /** DER of a certificate, which is CKC_X_509. */
  readonly value?: Uint8Array
  /** CKK_*. */
  readonly keyType?: number
  readonly ecParams?: Uint8Array
  /** As the token says it: mostly a DER OCTET STRING with the point inside. */
  readonly ecPoint?: Uint8Array
  readonly modulus?: Uint8Array
  readonly publicExponent?: Uint8Array
  readonly signs?: boolean
  readonly deciphers?: boolean
  readonly derives?: boolean
  readonly alwaysAuthenticate?: boolean
}

/** CKM_ECDSA, CKM_RSA_PKCS, and CKM_RSA_PKCS_PSS with SHA-256, MGF1 of SHA-256 and a salt of 32 bytes. */
export type Mechanism = { readonly name: 'ecdsa' } | { readonly name: 'rsaPkcs1' } | { readonly name: 'rsaPssSha256' }

export type User = 'user' | 'so'

/**
 * A vendor's module. Every method rejects with a `CryptokiError` where the module answers with a CKR_* code, and with a
 * HealthCardError where there is no answer: `HC_CARD_SILENT`, data `reader` and `call`, when the deadline has passed;
 * `HC_READER_NONE`, data `reader`, `problem` (`moduleFailed`, `moduleUnusable`, `pkcs11Missing`) and `why`, when the process
 * ended or the module could not begin.
 */
export interface TokenModule {
  readonly path: string
  facts(): Promise<ModuleFacts>
  /** All slots, tokens or not; listed anew each time. */
  slots(): Promise<readonly SlotFacts[]>
  mechanisms(slot: string): Promise<readonly MechanismFacts[]>
  /** A read/write session, read-only where the token is write-protected. */
  open(slot: string): Promise<TokenSession>
  /** C_Finalize, and the end of the process. Never rejects; a later call begins anew. */
  close(): Promise<void>
}

/**
 * A session with a token. Rejects as {@link TokenModule} does, and with `HC_CARD_REMOVED` once the process is lost that
 * it was opened in: its login is gone.
 *
 * PIN bytes are read before the method returns its promise; the caller overwrites its own array when it likes.
 */
export interface TokenSession {
  /** Fresh from C_GetTokenInfo: the flags change after a wrong PIN. */
  token(): Promise<TokenFacts>
  /** Certificates, public keys and private keys that are visible in the present login state. */
  objects(): Promise<readonly TokenObject[]>
  /** The private keys with that CKA_ID that are visible now. */
  privateKeys(id: Uint8Array): Promise<readonly TokenObject[]>
  /**
   * @param pin - null: typed at the reader (protected authentication path)
   * @param deadlineMs - instead of the deadline that stands
   */
  login(user: User, pin: Uint8Array | null, deadlineMs?: number): Promise<void>
  logout(): Promise<void>
  /** C_SetPIN. */
  setPin(before: Uint8Array | null, after: Uint8Array | null): Promise<void>
  /** C_InitPIN, in a session of the security officer. */
  initPin(after: Uint8Array | null): Promise<void>
  /** C_SignInit, then C_Login as CKU_CONTEXT_SPECIFIC: opens one signature with a key that always authenticates. */
  authorise(key: string, mechanism: Mechanism, pin: Uint8Array | null): Promise<void>
  /** C_SignInit, unless an {@link TokenSession.authorise} for this key is open, and C_Sign, in one round trip. */
  sign(key: string, mechanism: Mechanism, input: Uint8Array): Promise<Uint8Array>
  /** C_DecryptInit and C_Decrypt with CKM_RSA_PKCS or CKM_RSA_PKCS_OAEP. */
  decipher(key: string, padding: 'pkcs1' | 'oaepSha256', cipher: Uint8Array): Promise<Uint8Array>
  /**
   * CKM_ECDH1_DERIVE without a key derivation function.
   *
   * @param publicPoint - uncompressed: 04 │ x │ y
   * @returns the x coordinate, as long as the curve's coordinates are
   */
  derive(key: string, publicPoint: Uint8Array): Promise<Uint8Array>
  /** Logs out what this session logged in, and C_CloseSession. Never rejects. */
  close(): Promise<void>
}
