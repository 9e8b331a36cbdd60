import type { SecretBytes } from '../../../src/bytes/secret-bytes.js'
import type { SigningKey } from '../../../src/trust-centre/certificate-writer.js'

/** Uses of a limited password after one VERIFY, per security environment. */
export type UsesPerVerify = Readonly<Record<1 | 2, number>>

/** A password as the card is handed out. */
export interface PasswordContent {
  readonly transportStatus: 'regularPassword' | 'transportPIN' | 'leerPIN'
  /** Digits in ASCII; absent for a Leer-PIN. */
  readonly secret?: SecretBytes
  /** Digits in ASCII. */
  readonly puk: SecretBytes
}

/** The root of CV certificates that a card trusts. */
export interface RootKeyContent {
  /** CHR of the root, eight bytes. */
  readonly keyIdentifier: Uint8Array
  /** Uncompressed point on brainpoolP256r1. */
  readonly point: Uint8Array
  readonly expires: Date
}

/** An AES key for encryption and one for MAC, of the same length. */
export interface AesKeyContent {
  readonly encryption: SecretBytes
  readonly mac: SecretBytes
}

/**
 * What one card adds to the object system of its kind. Keys of the maps are paths: folder and name of the object,
 * `MF/EF.GDO`, `DF.QES/PrK.HP.QES.E256`.
 */
export interface CardContent {
  readonly bodies: ReadonlyMap<string, Uint8Array>
  readonly passwords: ReadonlyMap<string, PasswordContent>
  readonly usesPerVerify: UsesPerVerify
  readonly keys: ReadonlyMap<string, SigningKey>
  readonly aesKeys: ReadonlyMap<string, AesKeyContent>
  readonly rootKeys: ReadonlyMap<string, RootKeyContent>
  /** Digits in ASCII. */
  readonly can: SecretBytes
}
