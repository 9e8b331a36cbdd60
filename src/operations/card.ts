import type { CardKind, KeyUse, PinName } from '../card/object-system.js'
import type { Certificate } from '../certificates/certificate.js'
import type { PublicKeyNumbers } from '../certificates/is-key-of.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import type { PinDevice } from '../pin/pin-device.js'
import type { DigestSigner } from '../signing/digest-signer.js'

/** What a private key is for, as card or certificate say. `other`: for nothing that this program does. */
export type CardKeyUse = KeyUse | 'other'

/** A private key, with the name of its certificate. */
export interface CardKey {
  /** `PrK.HP.QES.E256`; of a token's key its label, and its identifier where labels repeat. */
  readonly name: string
  readonly use: CardKeyUse
  /** Ways in which it signs, the preferred one first. */
  readonly mechanisms: readonly SignatureMechanism[]
  readonly password: PinName
  readonly certificate: string
  /** What the owner of a token calls it; several keys can have the same. */
  readonly label?: string
  /** Mechanisms that a key of this kind needs and its token does not have: `CKM_ECDSA`. */
  readonly lacks?: readonly string[]
}

/** What stands in the place of a certificate. */
export type CardCertificate =
  | { readonly state: 'present'; readonly certificate: Certificate }
  | { readonly state: 'empty' | 'missing' | 'refused' | 'malformed' }

/** The public part of a key pair; `refused`: the card keeps it to itself. */
export type CardPublicKey =
  { readonly kind: 'key'; readonly key: PublicKeyNumbers } | { readonly kind: 'notGenerated' | 'notFound' | 'refused' }

/** A key that signs, the way in which it does, and the certificate that it was checked against. */
export interface SigningKey {
  readonly key: CardKey
  readonly mechanism: SignatureMechanism
  readonly certificate: Certificate
}

/** A file of a card: whether it can be read without any secret, and how much it holds. */
export interface FileFacts {
  readonly name: string
  readonly state: 'content' | 'empty' | 'missing' | 'refused'
  /** Bytes that can be read; for a file of records the sum of them; null where nothing can. */
  readonly lengthBytes: number | null
}

/** What a token says of itself. */
export interface TokenParticulars {
  readonly label: string
  readonly manufacturer: string
  readonly model: string
  readonly serial: string
  readonly firmware: string
  /** File of the PKCS#11 module. */
  readonly module: string
  /** Ways in which the token signs. */
  readonly mechanisms: readonly SignatureMechanism[]
}

/** Facts that only one kind of card has; null where this one does not. */
export interface CardParticulars {
  readonly objectSystem: string | null
  readonly product: string | null
  /** Answer to reset, hex. */
  readonly atr: string | null
  readonly files: readonly FileFacts[]
  readonly token: TokenParticulars | null
}

/** Which card it is. */
export type AnyCardKind = CardKind | 'token'

/**
 * A card in hand, whatever it is reached by: a health card over APDUs, or the token of a PKCS#11 module. Ending it leaves no
 * security status behind.
 */
export interface Card extends AsyncDisposable {
  readonly kind: AnyCardKind
  /** `G2.1`; null for a token. */
  readonly generation: string | null
  /** The card's number: 20 decimal digits; of a token its serial number. */
  readonly iccsn: string
  /** Name that the owner of a token gave it; null for a health card. */
  readonly label: string | null
  readonly pins: PinDevice
  /** In an order in which reading them all is quick. */
  readonly keys: readonly CardKey[]
  /** True where the card's type says which of several keys for one use is preferred: the earlier one. */
  readonly keysAreRanked: boolean
  certificate(name: string): Promise<CardCertificate>
  publicKey(key: CardKey): Promise<CardPublicKey>
  /** Signatures with this key that one PIN entry allows, as far as is known before the PIN; null: any number. */
  signatureLimit(key: CardKey): Promise<number | null>
  /** The same after a PIN entry. Absent where everything was known before. */
  limitFound?(key: CardKey): number | null
  /**
   * Selects the key, once for all signatures of a PIN entry, before the PIN: whoever selects afterwards takes the key away again.
   *
   * @throws HealthCardError `HC_CARD_KEY_MISSING`, `HC_CARD_OPERATION_REFUSED`
   */
  selectKey(signing: SigningKey): Promise<void>
  /**
   * The selected key as a signer of digests. Its `sign` throws `HC_PIN_NOT_VERIFIED` where the PIN does not cover this
   * signature, `HC_CARD_KEY_MISSING`, `HC_CARD_OPERATION_REFUSED`.
   */
  signer(signing: SigningKey): DigestSigner
  particulars(): Promise<CardParticulars>
}
