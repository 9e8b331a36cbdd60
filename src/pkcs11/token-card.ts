import { equalBytes } from '../bytes/equal.js'
import type { Certificate } from '../certificates/certificate.js'
import { isKeyOf, type PublicKeyNumbers } from '../certificates/is-key-of.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import type { KeyDecipherer } from '../encryption/key-decipherer.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { digestInfo } from '../signing/digest-info.js'
import type { DigestSigner } from '../signing/digest-signer.js'
import { CryptokiError, cryptokiFailure } from './cryptoki-errors.js'
import { signatureMechanisms, tokenMechanisms } from './mechanisms.js'
import { keyMissing, keysThatFit, publicNumbers, tokenKeys, type TokenKey } from './token-objects.js'
import { tokenDecipherer } from './token-decipherer.js'
import type { Mechanism, MechanismFacts, TokenFacts, TokenModule, TokenObject, TokenSession } from './token-module.js'
import { TokenPins } from './token-pins.js'

/** The key that signs, how, and the certificate that its signatures must fit. */
interface Selection {
  readonly key: { readonly name: string }
  readonly mechanism: SignatureMechanism
  readonly certificate: Certificate
}

/** The selected key as it was found after the login. */
interface UnlockedKey {
  /** Private keys that look like it: with its CKA_ID, and with public parts that do not speak against it. */
  readonly candidates: readonly TokenObject[]
  /** The one whose signature fitted the certificate. */
  proven: TokenObject | undefined
  readonly alwaysAuthenticate: boolean
  /** False after the one signature that a PIN entry for such a key allows. */
  authorised: boolean
}

interface TokenCardParts {
  readonly session: TokenSession
  readonly token: TokenFacts
  readonly objects: readonly TokenObject[]
  readonly mechanisms: readonly MechanismFacts[]
  readonly module: string
  readonly reader: string
  readonly onEnd: () => Promise<void>
}

/** The token of a PKCS#11 module as a card in hand. */
export class TokenCard implements AsyncDisposable {
  readonly kind = 'token'
  readonly generation = null
  readonly keysAreRanked = false
  readonly iccsn: string
  readonly label: string
  readonly pins: TokenPins
  readonly keys: readonly TokenKey[]
  readonly #parts: TokenCardParts
  #selection: Selection | undefined
  #unlocked: UnlockedKey | undefined
  /** Found out after a login: these keys want the PIN for each signature. */
  readonly #alwaysAuthenticating = new Set<string>()

  private constructor(parts: TokenCardParts, slot: string) {
    const { session, token, objects, mechanisms, reader } = parts
    this.#parts = parts
    this.label = token.label
    this.iccsn = [token.serial, token.label].find((text) => text !== '') ?? `slot ${slot}`
    this.keys = tokenKeys(objects, mechanisms)
    this.pins = new TokenPins({
      session,
      token,
      reader,
      number: this.iccsn,
      onLogin: (pin) => this.#unlock(pin),
      onLogout: () => {
        this.#unlocked = undefined
      },
      isUnlocked: () => this.#unlocked?.authorised !== false,
    })
  }

  /**
   * Takes the token in a slot: reads what can be seen without a PIN.
   *
   * @param onEnd - called when the card is disposed of
   * @throws HealthCardError `HC_CARD_REMOVED`, and what the module's process throws
   */
  static async open(module: TokenModule, slot: string, reader: string, onEnd: () => Promise<void>): Promise<TokenCard> {
    return await translated(reader, async () => {
      const session = await module.open(slot)
      try {
        const token = await session.token()
        const [mechanisms, objects] = [await module.mechanisms(slot), await session.objects()]
        return new TokenCard({ session, token, objects, mechanisms, module: module.path, reader, onEnd }, slot)
      } catch (error) {
        await session.close()
        throw error
      }
    })
  }

  certificate(
    name: string,
  ): Promise<{ state: 'present'; certificate: Certificate } | { state: 'missing' | 'malformed' }> {
    const content = this.keys.find(({ certificate }) => certificate === name)?.content ?? 'missing'
    if (typeof content === 'object') return Promise.resolve({ state: 'present', certificate: content })
    return Promise.resolve({ state: content === 'missing' ? 'missing' : 'malformed' })
  }

  /**
   * The public part with the key's CKA_ID. Where several have that, one that fits the certificate; where none can be seen,
   * only a signature will tell.
   */
  publicKey({
    name,
  }: {
    readonly name: string
  }): Promise<{ kind: 'key'; key: PublicKeyNumbers } | { kind: 'refused' }> {
    const { id, content } = this.#keyNamed(name)
    const known = this.#parts.objects
      .filter((object) => object.kind !== 'certificate' && equalBytes(object.id, id))
      .map(publicNumbers)
      .filter((numbers) => numbers !== undefined)
    const key = known.find((numbers) => typeof content === 'object' && isKeyOf(content, numbers)) ?? known[0]
    return Promise.resolve(key ? { kind: 'key', key } : { kind: 'refused' })
  }

  /** One for keys that want the PIN each time, where the token shows them before the login. */
  signatureLimit({ name }: { readonly name: string }): Promise<number | null> {
    const { id } = this.#keyNamed(name)
    const found = this.#parts.objects.some((object) => object.alwaysAuthenticate === true && equalBytes(object.id, id))
    return Promise.resolve(found ? 1 : null)
  }

  limitFound({ name }: { readonly name: string }): number | null {
    return this.#alwaysAuthenticating.has(name) ? 1 : null
  }

  selectKey(selection: Selection): Promise<void> {
    this.#selection = selection
    return Promise.resolve()
  }

  signer({ mechanism, certificate }: Selection): DigestSigner {
    const input = mechanism === 'rsa-pkcs1-sha256' ? digestInfo : (digest: Uint8Array): Uint8Array => digest
    return { certificate, mechanism, sign: (digest, fits) => this.#sign(mechanism, input(digest), fits) }
  }

  /**
   * The key of that name as one that deciphers. The PIN must be verified.
   *
   * @throws HealthCardError `HC_CERT_MISSING`; its methods throw as {@link tokenDecipherer} says
   */
  decipherer(name: string): KeyDecipherer {
    const { id, content } = this.#keyNamed(name)
    if (typeof content !== 'object')
      throw new HealthCardError('HC_CERT_MISSING', `no certificate ${name}`, { object: name })
    const { session, reader } = this.#parts
    const isVerified = async (): Promise<boolean> => (await this.pins.status('PIN.USER')).kind === 'verified'
    return tokenDecipherer({ session, key: { name, id }, certificate: content, reader, isVerified })
  }

  particulars(): Promise<{
    objectSystem: null
    product: null
    atr: null
    files: []
    token: Pick<TokenFacts, 'label' | 'manufacturer' | 'model' | 'serial' | 'firmware'> & {
      module: string
      mechanisms: readonly SignatureMechanism[]
    }
  }> {
    const { token, module, mechanisms } = this.#parts
    const { label, manufacturer, model, serial, firmware } = token
    const signs = tokenMechanisms(mechanisms)
    return Promise.resolve({
      objectSystem: null,
      product: null,
      atr: null,
      files: [],
      token: { label, manufacturer, model, serial, firmware, module, mechanisms: signs },
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.session.close()
    await this.#parts.onEnd()
  }

  /**
   * After the login: finds the private key, which most tokens hide before it, and gives the PIN once more to one that wants it
   * for each signature.
   *
   * @throws HealthCardError `HC_CARD_KEY_MISSING`
   * @throws CryptokiError what the token says to the PIN
   */
  async #unlock(pin: Uint8Array | null): Promise<void> {
    const selection = this.#selection
    if (!selection) return
    const { session } = this.#parts
    const { name, id } = this.#keyNamed(selection.key.name)
    const candidates = keysThatFit(await session.privateKeys(id), selection.certificate)
    const [first] = candidates
    if (!first) throw keyMissing(name)
    const alwaysAuthenticate = first.alwaysAuthenticate === true
    if (alwaysAuthenticate) {
      this.#alwaysAuthenticating.add(name)
      await session.authorise(first.handle, signatureMechanisms[selection.mechanism].call, pin)
    }
    this.#unlocked = { candidates, proven: undefined, alwaysAuthenticate, authorised: true }
  }

  async #sign(
    mechanism: SignatureMechanism,
    input: Uint8Array,
    fits: (signature: Uint8Array) => boolean,
  ): Promise<Uint8Array> {
    const key = this.#unlocked
    if (!key?.authorised) throw new HealthCardError('HC_PIN_NOT_VERIFIED', 'the PIN covers no further signature')
    key.authorised = !key.alwaysAuthenticate
    try {
      return await this.#signUnlocked(key, signatureMechanisms[mechanism].call, input, fits)
    } catch (error) {
      // The token has forgotten the login: nobody says so but this answer.
      if (isHealthCardError(error, 'HC_PIN_NOT_VERIFIED')) key.authorised = false
      throw error
    }
  }

  async #signUnlocked(
    key: UnlockedKey,
    call: Mechanism,
    input: Uint8Array,
    fits: (signature: Uint8Array) => boolean,
  ): Promise<Uint8Array> {
    const { session } = this.#parts
    return await this.#translated(async () => {
      if (key.proven) return await session.sign(key.proven.handle, call, input)
      // One that wants the PIN each time can be asked once; of others each is tried, until one is proved to be the right one.
      for (const candidate of key.alwaysAuthenticate ? key.candidates.slice(0, 1) : key.candidates) {
        const signature = await session.sign(candidate.handle, call, input)
        if (!fits(signature)) continue
        key.proven = candidate
        return signature
      }
      const object = this.#selection?.key.name
      throw new HealthCardError('HC_CERT_KEY_MISMATCH', 'the key signs, but not as the certificate says', { object })
    })
  }

  #keyNamed(name: string): TokenKey {
    const key = this.keys.find((candidate) => candidate.name === name)
    if (!key) throw new HealthCardError('HC_INTERNAL', `the token has no ${name}`)
    return key
  }

  #translated<T>(work: () => Promise<T>): Promise<T> {
    return translated(this.#parts.reader, work)
  }
}

async function translated<T>(reader: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof CryptokiError ? cryptokiFailure(error, reader) : error
  }
}
