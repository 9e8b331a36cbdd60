import type { KeyObject } from 'node:crypto'

/** A password of the test card. Its counters are the card's; a plan is the same for all cards made by it. */
export interface PasswordPlan {
  readonly name: string
  /** P2 of VERIFY. */
  readonly reference: number
  readonly value: string
  /** 3 where not said. */
  readonly tries?: number
  /**
   * `global`: OpenSC's user PIN, the first slot; `local`: belongs to its keys, as PIN.QES does, and gets a slot of its own;
   * `so`: the administrator's, who may set the others anew.
   */
  readonly kind: 'global' | 'local' | 'so'
  /** 8 digits that set the password anew; none where absent. */
  readonly puk?: string
  /** Uses of the PUK, 10 where not said. */
  readonly pukUses?: number
}

/** A private key of the test card with its certificate. */
export interface KeyPlan {
  readonly name: string
  /** CKA_ID of key and certificate, hex. */
  readonly id: string
  /** Reference in MANAGE SECURITY ENVIRONMENT. */
  readonly reference: number
  /** brainpoolP256r1 (OpenSC's isoApplet knows no longer one), prime256v1 or RSA of 2048 bits. */
  readonly privateKey: KeyObject
  /** DER. */
  readonly certificate: Uint8Array
  /** Name of the password that opens the key. */
  readonly password: string
  /** The password is wanted anew for each signature: CKA_ALWAYS_AUTHENTICATE. */
  readonly eachSignature?: boolean
}

/** What a test card holds. */
export interface TokenPlan {
  readonly label: string
  /** Serial number, hex. */
  readonly serial: string
  /**
   * What OpenSC takes the card for: `default` is ISO 7816 and PKCS#15 alone, for which OpenSC knows no mechanism that signs;
   * `isoApplet` is IsoApplet on a Java card, which is the same and signs by ISO 7816-8.
   */
  readonly driver: 'default' | 'isoApplet'
  readonly passwords: readonly PasswordPlan[]
  readonly keys: readonly KeyPlan[]
}
