import { equalBytes } from '../bytes/equal.js'
import type { Certificate } from '../certificates/certificate.js'
import { isKeyOf, type PublicKeyNumbers } from '../certificates/is-key-of.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import type { KeyDecipherer } from '../encryption/key-decipherer.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { DigestSigner } from '../signing/digest-signer.js'
import { translated } from './cryptoki-errors.js'
import { tokenMechanisms } from './mechanisms.js'
import { tokenDecipherer } from './token-decipherer.js'
import { publicNumbers, tokenKeys, type TokenKey } from './token-objects.js'
import type { MechanismFacts, TokenFacts, TokenModule, TokenObject, TokenSession } from './token-module.js'
import { TokenPins } from './token-pins.js'
import { TokenSigner } from './token-signer.js'

/** What the rest of the program knows a key by. */
interface KeyName {
  readonly name: string
}

interface SigningChoice {
  readonly key: KeyName
  readonly mechanism: SignatureMechanism
  readonly certificate: Certificate
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
  readonly #signer: TokenSigner

  private constructor(parts: TokenCardParts, slot: string) {
    const { session, token, objects, mechanisms, reader } = parts
    this.#parts = parts
    this.label = token.label
    this.iccsn = [token.serial, token.label].find((text) => text !== '') ?? `slot ${slot}`
    this.keys = tokenKeys(objects, mechanisms)
    const signer = new TokenSigner(session, reader)
    this.#signer = signer
    this.pins = new TokenPins({
      session,
      token,
      reader,
      number: this.iccsn,
      onLogin: (pin) => signer.unlock(pin),
      onLogout: () => {
        signer.lock()
      },
      isUnlocked: () => signer.isUnlocked,
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
  signatureLimit({ name }: KeyName): Promise<number | null> {
    const { id } = this.#keyNamed(name)
    const found = this.#parts.objects.some((object) => object.alwaysAuthenticate === true && equalBytes(object.id, id))
    return Promise.resolve(found ? 1 : null)
  }

  limitFound({ name }: KeyName): number | null {
    return this.#signer.wantsPinEachTime(name) ? 1 : null
  }

  selectKey({ key: { name }, mechanism, certificate }: SigningChoice): Promise<void> {
    this.#signer.select({ name, id: this.#keyNamed(name).id, mechanism, certificate })
    return Promise.resolve()
  }

  signer({ mechanism, certificate }: SigningChoice): DigestSigner {
    return { certificate, mechanism, sign: (digest, fits) => this.#signer.sign(mechanism, digest, fits) }
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

  #keyNamed(name: string): TokenKey {
    const key = this.keys.find((candidate) => candidate.name === name)
    if (!key) throw new HealthCardError('HC_INTERNAL', `the token has no ${name}`)
    return key
  }
}
