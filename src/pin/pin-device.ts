import type { SecretBytes } from '../bytes/secret-bytes.js'
import type { PadEntries } from '../card/command-runner.js'
import type { PinName } from '../card/object-system.js'

/** What is fixed about a password. */
export interface PasswordFacts {
  readonly minDigits: number
  readonly maxDigits: number
  /** Digits of the PUK; absent: the password has none. */
  readonly pukDigits?: number
  /** What a PUK may do: set a new value as well, or unblock and nothing else. */
  readonly puk: 'unblockOrSet' | 'unblockOnly' | 'none'
  /** The password that gives this one a new value in place of a PUK: that of a token's security officer. */
  readonly resetBy?: PinName
  /** Digits of its Transport-PIN; absent: those of every health card. */
  readonly transportDigits?: { readonly min: number; readonly max: number }
  /** Place in the activation of a new card; absent: the holder does not activate it. */
  readonly activation?: number
}

/** State of a password as its device tells it. */
export type PasswordStatus =
  | { readonly kind: 'verified' | 'blocked' | 'leerPin' | 'disabled' }
  | { readonly kind: 'transportPin'; readonly triesLeft?: number | null }
  /** `triesLeft` null: the device does not tell; `triesReduced`: it tells that a wrong value came since the last right one. */
  | { readonly kind: 'notVerified'; readonly triesLeft: number | null; readonly triesReduced?: boolean }
  /** The device does not let it be asked, or has no such password. */
  | { readonly kind: 'notReadable' | 'missing' }

/** What a device says to a secret that it compares. */
export type ComparisonResult =
  /** `triesLeft` 0: this attempt blocked the password; null: the device does not tell. */
  { readonly kind: 'wrongSecret'; readonly triesLeft: number | null } | { readonly kind: 'blocked' }

export type VerificationResult = ComparisonResult | { readonly kind: 'verified' | 'transportProtected' }
/** `newSecretRefused`: the new value is too short or too long; nothing was counted. */
export type ChangeResult = ComparisonResult | { readonly kind: 'changed' | 'newSecretRefused' }
/** `usesLeft` counts every further attempt with the PUK, right or wrong. */
export type UnblockResult =
  | { readonly kind: 'unblocked' | 'pukUsedUp' | 'newSecretRefused' }
  | { readonly kind: 'wrongPuk'; readonly usesLeft: number }

/** The secrets of one command. With `pad` a person types them at the reader, and none of them is here. */
export interface SecretEntry {
  /** The PIN, the Transport-PIN or the PUK. */
  readonly current?: SecretBytes | undefined
  readonly next?: SecretBytes | undefined
  readonly pad?: PadEntries | undefined
}

/** A device with passwords: a health card, or the token of a PKCS#11 module. Every method sends its secret at most once. */
export interface PinDevice {
  /** Number under which it is remembered: the ICCSN, the serial number of a token. */
  readonly iccsn: string
  readonly passwords: Readonly<Partial<Record<PinName, PasswordFacts>>>
  /** True where a person can type at the reader's own keys. */
  readonly hasPinPad: boolean
  /** Costs no try. */
  status(pin: PinName): Promise<PasswordStatus>
  /** Goes where the password can be addressed. Stands before every command with one of its secrets. */
  approach(pin: PinName): Promise<void>
  /** Keeps others from the device until the hold is disposed of, which ends every security status. */
  hold(): Promise<AsyncDisposable>
  verify(pin: PinName, entry: SecretEntry): Promise<VerificationResult>
  /** Replaces `current`, or a Transport-PIN, by `next`. */
  change(pin: PinName, entry: SecretEntry): Promise<ChangeResult>
  /** Sets the first value of a password that has none. */
  setFirst(pin: PinName, entry: SecretEntry): Promise<ChangeResult>
  /** Unblocks by PUK. @param withNew - the PIN gets the value `next` as well */
  unblock(pin: PinName, entry: SecretEntry, withNew: boolean): Promise<UnblockResult>
  /** Gives the PIN the value `next` by its {@link PasswordFacts.resetBy}, of which `current` is the value. */
  reset?(pin: PinName, entry: SecretEntry): Promise<ChangeResult>
}
