import { HealthCardError } from '../errors/health-card-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { ckrNames } from './ckr-names.js'

/** A module answered with a code that is not CKR_OK. */
export class CryptokiError extends Error {
  override readonly name = 'CryptokiError'
  /** CK_RV. */
  readonly code: number
  /** Its name, `CKR_PIN_INCORRECT`; `CKR_0x80000001` where it has none. */
  readonly ckr: string
  /** The function that returned it, `C_Login`. */
  readonly call: string

  constructor(code: number, call: string) {
    const ckr = ckrName(code)
    super(`${call}: ${ckr}`)
    this.code = code
    this.ckr = ckr
    this.call = call
  }
}

/** The codes that are about a PIN; whoever knows which PIN it was gives them their meaning. */
export const pinCodes = {
  CKR_PIN_INCORRECT: 0xa0,
  CKR_PIN_INVALID: 0xa1,
  CKR_PIN_LEN_RANGE: 0xa2,
  CKR_PIN_EXPIRED: 0xa3,
  CKR_PIN_LOCKED: 0xa4,
  CKR_USER_ALREADY_LOGGED_IN: 0x100,
  CKR_USER_PIN_NOT_INITIALIZED: 0x102,
  CKR_USER_TYPE_INVALID: 0x103,
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN: 0x104,
  CKR_USER_TOO_MANY_TYPES: 0x105,
  CKR_PIN_TOO_WEAK: 0x1b8,
} as const

const meanings: Readonly<Record<string, ErrorCode>> = {
  CKR_DEVICE_REMOVED: 'HC_CARD_REMOVED',
  CKR_TOKEN_NOT_PRESENT: 'HC_CARD_REMOVED',
  CKR_TOKEN_NOT_RECOGNIZED: 'HC_CARD_REMOVED',
  CKR_SESSION_HANDLE_INVALID: 'HC_CARD_REMOVED',
  CKR_SESSION_CLOSED: 'HC_CARD_REMOVED',
  CKR_USER_NOT_LOGGED_IN: 'HC_PIN_NOT_VERIFIED',
  CKR_MECHANISM_INVALID: 'HC_CARD_OPERATION_REFUSED',
  CKR_MECHANISM_PARAM_INVALID: 'HC_CARD_OPERATION_REFUSED',
  CKR_KEY_FUNCTION_NOT_PERMITTED: 'HC_CARD_OPERATION_REFUSED',
  CKR_KEY_TYPE_INCONSISTENT: 'HC_CARD_OPERATION_REFUSED',
  CKR_FUNCTION_NOT_SUPPORTED: 'HC_CARD_OPERATION_REFUSED',
  CKR_KEY_HANDLE_INVALID: 'HC_CARD_KEY_MISSING',
  CKR_OBJECT_HANDLE_INVALID: 'HC_CARD_KEY_MISSING',
  CKR_FUNCTION_CANCELED: 'HC_PIN_CANCELLED',
  CKR_CANCEL: 'HC_PIN_CANCELLED',
}

/**
 * A module's code as an error of the catalogue. What is not known is refused: `HC_CARD_STATUS_UNKNOWN`. Codes about a PIN
 * ({@link pinCodes}) come to that too, so ask for those before.
 */
export function cryptokiFailure(error: CryptokiError, reader: string): HealthCardError {
  const code = meanings[error.ckr] ?? 'HC_CARD_STATUS_UNKNOWN'
  const data = { reader, status: error.ckr, command: error.call }
  return new HealthCardError(code, `${reader}: ${error.message}`, data, { cause: error })
}

/** Does something with a module; its codes become errors of the catalogue. */
export async function translated<T>(reader: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof CryptokiError ? cryptokiFailure(error, reader) : error
  }
}

function ckrName(code: number): string {
  return ckrNames[code] ?? `CKR_0x${code.toString(16).padStart(8, '0')}`
}
