import type { KeyObject } from 'node:crypto'

/** A password of a test card. Its counters are the card's; a plan is the same for all cards made by it. */
export interface PasswordPlan {
  readonly name: string
  /** P2 of VERIFY. */
  readonly reference: number
  /** 6 to 8 digits. */
  readonly value: string
  /** 3 where not said. */
  readonly tries?: number
  /** `global`: OpenSC's user PIN, the first slot; `local`: belongs to its keys, as PIN.QES does, and has the second slot. */
  readonly kind: 'global' | 'local'
  /** 8 digits that set the password anew; none where absent. */
  readonly puk?: string
}

/** A private key of a test card with its certificate. */
export interface KeyPlan {
  readonly name: string
  /** CKA_ID of key and certificate, hex. */
  readonly id: string
  /** On a curve of 256, 384 or 512 bits, brainpool or NIST, or RSA. */
  readonly privateKey: KeyObject
  /** DER. */
  readonly certificate: Uint8Array
  /** The PIN is wanted anew for each signature: CKA_ALWAYS_AUTHENTICATE. */
  readonly eachSignature?: boolean
}

/** What every test card has. */
export interface TokenPlan {
  readonly label: string
  /** Serial number: an even number of digits. */
  readonly serial: string
  readonly keys: readonly KeyPlan[]
}

/** A card with the files of PKCS#15, for which OpenSC knows no mechanism that signs. */
export interface Pkcs15Plan extends TokenPlan {
  readonly passwords: readonly PasswordPlan[]
  /** `password`: name of the one that opens the key. */
  readonly keys: readonly (KeyPlan & { readonly password: string })[]
}

/** A SmartCard-HSM: one PIN for all keys, and all mechanisms. */
export interface ScHsmPlan extends TokenPlan {
  /** 6 to 15 digits. */
  readonly pin: string
  /** 3 where not said. */
  readonly tries?: number
  /** 16 hex digits: CKU_SO, whose C_InitPIN sets the PIN anew. */
  readonly soPin: string
}
