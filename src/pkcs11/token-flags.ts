import type { PasswordStatus } from '../pin/pin-device.js'
import type { TokenFacts } from './token-module.js'

/** CK_TOKEN_INFO.flags (PKCS#11 2.40 §3.2), as far as they are read here. */
export const CKF = {
  loginRequired: 0x4,
  userPinInitialized: 0x8,
  protectedAuthenticationPath: 0x100,
  tokenInitialized: 0x400,
} as const

interface PinFlags {
  readonly countLow: number
  readonly finalTry: number
  readonly locked: number
  readonly toBeChanged: number
}

const pinFlags = {
  'PIN.USER': { countLow: 0x10000, finalTry: 0x20000, locked: 0x40000, toBeChanged: 0x80000 },
  'PIN.SO': { countLow: 0x100000, finalTry: 0x200000, locked: 0x400000, toBeChanged: 0x800000 },
} as const satisfies Record<string, PinFlags>

/** True where a person types PINs at the token itself, or at its reader. */
export function asksForPins({ flags }: Pick<TokenFacts, 'flags'>): boolean {
  return (flags & CKF.protectedAuthenticationPath) !== 0
}

/** The two PINs of a token. */
export type TokenPin = keyof typeof pinFlags

/**
 * What the flags say of a PIN. A token tells three things about its tries: the last one is left, none is, or a wrong PIN
 * came; everything else is not known.
 */
export function pinStatusOf(pin: TokenPin, flags: number): PasswordStatus {
  const { locked, toBeChanged, finalTry, countLow } = pinFlags[pin]
  const has = (flag: number): boolean => (flags & flag) !== 0
  if (has(locked)) return { kind: 'blocked' }
  if (pin === 'PIN.USER' && !has(CKF.loginRequired)) return { kind: 'disabled' }
  if (pin === 'PIN.USER' && !has(CKF.userPinInitialized)) return { kind: 'leerPin' }
  const triesLeft = has(finalTry) ? 1 : null
  if (has(toBeChanged)) return { kind: 'transportPin', triesLeft }
  return { kind: 'notVerified', triesLeft, triesReduced: triesLeft === null && has(countLow) }
}
