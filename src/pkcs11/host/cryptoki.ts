/*
 * What this process uses of pkcs11js 2.1.7, written down here as for the modules of PC/SC: a package that is not installed
 * has no types. All its functions wait for the module; handles are the bytes of a CK_ULONG.
 */

export type Handle = Buffer

export interface Version {
  readonly major: number
  readonly minor: number
}

/** With the blanks of their fixed lengths. */
export interface TokenInfo {
  readonly label: string
  readonly manufacturerID: string
  readonly model: string
  readonly serialNumber: string
  readonly flags: number
  readonly minPinLen: number
  readonly maxPinLen: number
  readonly firmwareVersion: Version
}

export interface MechanismParameter {
  readonly mechanism: number
  readonly parameter?: Readonly<Record<string, number | Buffer>>
}

export interface Attribute {
  readonly type: number
  readonly value?: number | boolean | Buffer
}

/** An object of its class PKCS11. */
export interface Cryptoki {
  load(path: string): void
  C_Initialize(options?: { readonly flags: number }): void
  C_Finalize(): void
  C_GetInfo(): {
    readonly cryptokiVersion: Version
    readonly manufacturerID: string
    readonly libraryDescription: string
    readonly libraryVersion: Version
  }
  C_GetSlotList(tokenPresent: boolean): Handle[]
  C_GetSlotInfo(slot: Handle): {
    readonly slotDescription: string
    readonly manufacturerID: string
    readonly flags: number
  }
  C_GetTokenInfo(slot: Handle): TokenInfo
  C_GetMechanismList(slot: Handle): number[]
  C_GetMechanismInfo(
    slot: Handle,
    mechanism: number,
  ): { readonly minKeySize: number; readonly maxKeySize: number; readonly flags: number }
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Logout(session: Handle): void
  C_FindObjectsInit(session: Handle, template: readonly Attribute[]): void
  C_FindObjects(session: Handle, atMost: number): Handle[]
  C_FindObjectsFinal(session: Handle): void
  /** Fills the values in; throws as soon as one is missing. */
  C_GetAttributeValue(session: Handle, object: Handle, wanted: readonly Attribute[]): readonly Attribute[]
  C_DestroyObject(session: Handle, object: Handle): void
  C_SignInit(session: Handle, mechanism: MechanismParameter, key: Handle): void
  /** The part of `output` that was used. */
  C_Sign(session: Handle, input: Buffer, output: Buffer): Buffer
  C_DecryptInit(session: Handle, mechanism: MechanismParameter, key: Handle): void
  C_Decrypt(session: Handle, input: Buffer, output: Buffer): Buffer
  C_DeriveKey(session: Handle, mechanism: MechanismParameter, key: Handle, template: readonly Attribute[]): Handle
}

export const CKR = {
  SLOT_ID_INVALID: 0x03,
  ARGUMENTS_BAD: 0x07,
  CANT_LOCK: 0x0a,
  ATTRIBUTE_SENSITIVE: 0x11,
  ATTRIBUTE_TYPE_INVALID: 0x12,
  ATTRIBUTE_VALUE_INVALID: 0x13,
  MECHANISM_INVALID: 0x70,
  MECHANISM_PARAM_INVALID: 0x71,
  OBJECT_HANDLE_INVALID: 0x82,
  OPERATION_ACTIVE: 0x90,
  SESSION_HANDLE_INVALID: 0xb3,
  TOKEN_NOT_PRESENT: 0xe0,
  TOKEN_NOT_RECOGNIZED: 0xe1,
  TOKEN_WRITE_PROTECTED: 0xe2,
  BUFFER_TOO_SMALL: 0x150,
  CRYPTOKI_ALREADY_INITIALIZED: 0x191,
} as const

/** A function of the module returned something else than CKR_OK. */
export class CkrFailure extends Error {
  readonly ckr: number
  readonly call: string

  constructor(ckr: number, call: string) {
    super(`${call}: ${ckr}`)
    // CK_RV has 32 bits; some modules leave the rest of their register as it was.
    this.ckr = ckr % 2 ** 32
    this.call = call
  }
}

/** True for a {@link CkrFailure} with one of `codes`. */
export function failedWith(error: unknown, ...codes: readonly number[]): error is CkrFailure {
  return error instanceof CkrFailure && codes.includes(error.ckr)
}

/**
 * Runs `work`, which calls that one function. pkcs11js tells the number in its text, `CKR_PIN_INCORRECT:160`; its own
 * classes for that are not used throughout.
 *
 * @throws CkrFailure; what is no CKR_* code, a mistake in our arguments, comes through as it is
 */
export function inCall<T>(call: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = ckrOf(error)
    if (code === undefined) throw error
    throw new CkrFailure(code, call)
  }
}

function ckrOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || error instanceof CkrFailure) return undefined
  if ('code' in error && typeof error.code === 'number' && error.code !== 0) return error.code
  const text = /^CKR_\w+:(\d+)/.exec(error.message)?.[1]
  return text === undefined ? undefined : Number(text)
}

/** CK_ULONG is `unsigned long`: four bytes on Windows and on machines of 32 bits. */
const ULONG_BYTES = process.platform === 'win32' || ['ia32', 'arm'].includes(process.arch) ? 4 : 8

/** A handle as a decimal text. */
export function handleText(handle: Handle): string {
  return handleNumber(handle).toString()
}

export function handleNumber(handle: Handle): bigint {
  return ULONG_BYTES === 8 ? handle.readBigUInt64LE() : BigInt(handle.readUInt32LE())
}

/** The handle with that decimal text. */
export function handleOf(text: string): Handle {
  const handle = Buffer.alloc(ULONG_BYTES)
  if (ULONG_BYTES === 8) handle.writeBigUInt64LE(BigInt(text))
  else handle.writeUInt32LE(Number(text))
  return handle
}

/** A CK_ULONG that stands in an attribute. */
export function ulongValue(bytes: Uint8Array): number | undefined {
  if (bytes.length !== ULONG_BYTES) return undefined
  const value = handleNumber(Buffer.from(bytes))
  return value <= 0xffffffffn ? Number(value) : undefined
}
