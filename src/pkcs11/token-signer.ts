import type { Certificate } from '../certificates/certificate.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { signerInput } from '../signing/digest-info.js'
import { translated } from './cryptoki-errors.js'
import { signatureMechanisms } from './mechanisms.js'
import { keyMissing, keysThatFit } from './token-objects.js'
import type { TokenObject, TokenSession } from './token-module.js'

/** The key that is to sign, how, and the certificate that its signatures must fit. */
export interface Selection {
  readonly name: string
  /** CKA_ID. */
  readonly id: Uint8Array
  readonly mechanism: SignatureMechanism
  readonly certificate: Certificate
}

/** The key as it was found after the login. */
interface UnlockedKey {
  /** Private keys that look like it: with its CKA_ID, and with public parts that do not speak against it. */
  readonly candidates: readonly TokenObject[]
  /** The one whose signature fitted the certificate. */
  proven: TokenObject | undefined
  readonly alwaysAuthenticate: boolean
  /** False where the next signature needs a PIN. */
  authorised: boolean
}

/**
 * Signs with the selected key of a token. Most tokens hide their private keys before the login, so the key is found after it;
 * and since nothing on a token is sure to belong together, its first signature has to fit the certificate.
 */
export class TokenSigner {
  readonly #session: TokenSession
  readonly #reader: string
  #selection: Selection | undefined
  #key: UnlockedKey | undefined
  /** Names of keys that turned out to want the PIN for each signature. */
  readonly #alwaysAuthenticating = new Set<string>()

  constructor(session: TokenSession, reader: string) {
    this.#session = session
    this.#reader = reader
  }

  select(selection: Selection): void {
    this.#selection = selection
  }

  /** True as long as nothing is known that the next signature would need a PIN for. */
  get isUnlocked(): boolean {
    return this.#key?.authorised !== false
  }

  wantsPinEachTime(name: string): boolean {
    return this.#alwaysAuthenticating.has(name)
  }

  /**
   * After the login: finds the selected key, and gives the PIN once more to one that wants it for each signature.
   *
   * @param pin - null: typed at the reader
   * @throws HealthCardError `HC_CARD_KEY_MISSING`
   * @throws CryptokiError what the token says to the PIN
   */
  async unlock(pin: Uint8Array | null): Promise<void> {
    if (!this.#selection) return
    const { name, id, certificate, mechanism } = this.#selection
    const { call } = signatureMechanisms[mechanism]
    const candidates = keysThatFit(await this.#session.privateKeys(id), certificate)
    const [first] = candidates
    if (!first) throw keyMissing(name)
    const alwaysAuthenticate = first.alwaysAuthenticate === true
    if (alwaysAuthenticate) {
      this.#alwaysAuthenticating.add(name)
      await this.#session.authorise(first.handle, call, pin)
    }
    this.#key = { candidates, proven: undefined, alwaysAuthenticate, authorised: true }
  }

  /** After the logout. */
  lock(): void {
    this.#key = undefined
  }

  /**
   * @param fits - whether a signature is by the certificate's key
   * @throws HealthCardError `HC_PIN_NOT_VERIFIED`, `HC_CERT_KEY_MISMATCH` where the key signs, but not as the certificate says
   */
  async sign(
    mechanism: SignatureMechanism,
    digest: Uint8Array,
    fits: (signature: Uint8Array) => boolean,
  ): Promise<Uint8Array> {
    const key = this.#key
    if (!key?.authorised) throw new HealthCardError('HC_PIN_NOT_VERIFIED', 'the PIN covers no further signature')
    key.authorised = !key.alwaysAuthenticate
    const input = signerInput(mechanism, digest)
    const { call } = signatureMechanisms[mechanism]
    const signBy = ({ handle }: TokenObject): Promise<Uint8Array> => this.#session.sign(handle, call, input)
    try {
      return await translated(this.#reader, () => (key.proven ? signBy(key.proven) : this.#firstBy(key, signBy, fits)))
    } catch (error) {
      // The token has forgotten the login: nobody says so but this answer.
      if (isHealthCardError(error, 'HC_PIN_NOT_VERIFIED')) key.authorised = false
      throw error
    }
  }

  async #firstBy(
    key: UnlockedKey,
    signBy: (candidate: TokenObject) => Promise<Uint8Array>,
    fits: (signature: Uint8Array) => boolean,
  ): Promise<Uint8Array> {
    // One that wants the PIN each time can be asked once; of others each is tried, until one is proved to be the right one.
    for (const candidate of key.alwaysAuthenticate ? key.candidates.slice(0, 1) : key.candidates) {
      const signature = await signBy(candidate)
      if (!fits(signature)) continue
      key.proven = candidate
      return signature
    }
    const object = this.#selection?.name
    throw new HealthCardError('HC_CERT_KEY_MISMATCH', 'the key signs, but not as the certificate says', { object })
  }
}
