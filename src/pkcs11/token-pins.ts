import type { SecretBytes } from '../bytes/secret-bytes.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type {
  ChangeResult,
  ComparisonResult,
  PasswordFacts,
  PasswordStatus,
  PinDevice,
  SecretEntry,
  UnblockResult,
  VerificationResult,
} from '../pin/pin-device.js'
import { CryptokiError, cryptokiFailure, pinCodes, translated } from './cryptoki-errors.js'
import { asksForPins, pinStatusOf, type TokenPin } from './token-flags.js'
import type { TokenFacts, TokenSession, User } from './token-module.js'

/** Shortest PIN where the token says nothing, and longest that is taken from anybody. */
const pinDigits = { min: 4, max: 64 } as const

const users: Readonly<Record<TokenPin, User>> = { 'PIN.USER': 'user', 'PIN.SO': 'so' }

/** The value is wrong: some modules tell a wrong length before they compare, others after. */
const wrongAnswers: readonly number[] = [
  pinCodes.CKR_PIN_INCORRECT,
  pinCodes.CKR_PIN_INVALID,
  pinCodes.CKR_PIN_LEN_RANGE,
]
const loginAnswers: ReadonlyMap<number, 'transportProtected'> = new Map([
  [pinCodes.CKR_PIN_EXPIRED, 'transportProtected'],
  [pinCodes.CKR_USER_PIN_NOT_INITIALIZED, 'transportProtected'],
] as const)
const newSecretAnswers: ReadonlyMap<number, 'newSecretRefused'> = new Map([
  [pinCodes.CKR_PIN_TOO_WEAK, 'newSecretRefused'],
  [pinCodes.CKR_PIN_INVALID, 'newSecretRefused'],
  [pinCodes.CKR_PIN_LEN_RANGE, 'newSecretRefused'],
] as const)

/** What {@link TokenPins} needs of the token that they belong to. */
export interface TokenPinsParts {
  readonly session: TokenSession
  /** As it was when it was opened. */
  readonly token: TokenFacts
  readonly reader: string
  readonly number: string
  /** After a login of the user, with the PIN that it was done with: a key may want it once more, and refuse it. */
  readonly onLogin: (pin: Uint8Array | null) => Promise<void>
  /** What else a login gave is gone, too. */
  readonly onLogout: () => void
  /** True as long as the next signature needs no PIN. */
  readonly isUnlocked: () => boolean
}

/** The PINs of a token: of its user, and of its security officer, who stands in the place of a PUK. */
export class TokenPins implements PinDevice {
  readonly iccsn: string
  readonly passwords: Readonly<Record<TokenPin, PasswordFacts>>
  readonly hasPinPad: boolean
  readonly #parts: TokenPinsParts
  #loggedIn = false
  /** The PINs that had one try left when they were last asked about. */
  readonly #lastTries = new Set<TokenPin>()

  constructor(parts: TokenPinsParts) {
    const { token, number } = parts
    this.#parts = parts
    this.iccsn = number
    this.hasPinPad = asksForPins(token)
    const maxDigits = Math.min(token.maxPinBytes ?? pinDigits.max, pinDigits.max)
    const minDigits = Math.min(Math.max(token.minPinBytes ?? pinDigits.min, 1), maxDigits)
    const { max } = pinDigits
    // An initial PIN may be shorter than what the token takes as a new one.
    const user = { minDigits, maxDigits, puk: 'none', transportDigits: { min: 1, max } } as const
    // The lengths of a token are those of its user: a SmartCard-HSM has 6 to 15 digits, and 16 for its officer.
    const officer = { ...user, minDigits: pinDigits.min, maxDigits: max }
    const isNew = pinStatusOf('PIN.SO', token.flags).kind === 'transportPin'
    this.passwords = {
      'PIN.USER': { ...user, resetBy: 'PIN.SO', activation: 1 },
      'PIN.SO': { ...officer, ...(isNew && { activation: 2 }) },
    }
  }

  async status(pin: TokenPin): Promise<PasswordStatus> {
    const status = pinStatusOf(pin, (await this.#token()).flags)
    if (status.kind === 'notVerified' && status.triesLeft === 1) this.#lastTries.add(pin)
    else this.#lastTries.delete(pin)
    return pin === 'PIN.USER' && this.#loggedIn && this.#parts.isUnlocked() ? { kind: 'verified' } : status
  }

  approach(): Promise<void> {
    return Promise.resolve()
  }

  /** A token cannot be kept from others by any function of PKCS#11; a login is of this process alone. */
  async hold(): Promise<AsyncDisposable> {
    const { token } = this.#parts
    const { serial, label } = await this.#token()
    if (serial !== token.serial || label !== token.label) {
      throw new HealthCardError('HC_CARD_REMOVED', 'another token is in the slot', { reader: this.#parts.reader })
    }
    return { [Symbol.asyncDispose]: () => this.#logout() }
  }

  async verify(pin: TokenPin, entry: SecretEntry): Promise<VerificationResult> {
    const problem = await this.#login(pin, entry)
    if (problem) return problem
    const use = (): Promise<void> => this.#useLogin(entry)
    const refused = pin === 'PIN.USER' ? await this.#compare(pin, use, loginAnswers) : undefined
    return refused ?? { kind: 'verified' }
  }

  /** The security officer's own PIN is changed in the officer's session (PKCS#11 2.40 §5.6, C_SetPIN). */
  async change(pin: TokenPin, entry: SecretEntry): Promise<ChangeResult> {
    const { session } = this.#parts
    const problem = pin === 'PIN.SO' ? await this.#loginOfficer(entry) : undefined
    if (problem) return problem
    const send = (): Promise<void> =>
      lend(entry.current, (before) => lend(entry.next, (after) => session.setPin(before, after)))
    return (await this.#compare(pin, send, newSecretAnswers)) ?? { kind: 'changed' }
  }

  setFirst(): Promise<ChangeResult> {
    return Promise.reject(new HealthCardError('HC_INTERNAL', 'the first PIN of a token is set by its officer'))
  }

  unblock(pin: TokenPin): Promise<UnblockResult> {
    return Promise.reject(new HealthCardError('HC_CARD_OPERATION_REFUSED', `${pin} has no PUK`, { pin }))
  }

  /** C_Login as security officer, then C_InitPIN. */
  async reset(_: TokenPin, entry: SecretEntry): Promise<ChangeResult> {
    const problem = await this.#loginOfficer(entry)
    if (problem) return problem
    const send = (): Promise<void> => lend(entry.next, (after) => this.#parts.session.initPin(after))
    return (await this.#compare('PIN.SO', send, newSecretAnswers)) ?? { kind: 'changed' }
  }

  async #loginOfficer(entry: SecretEntry): Promise<ComparisonResult | undefined> {
    const problem = await this.#login('PIN.SO', entry)
    if (problem?.kind !== 'transportProtected') return problem
    throw new HealthCardError('HC_PIN_TRANSPORT_STATE', 'the PIN of the security officer is to be changed first', {
      pin: 'PIN.SO',
    })
  }

  async #login(
    pin: TokenPin,
    { current }: SecretEntry,
  ): Promise<ComparisonResult | { readonly kind: 'transportProtected' } | undefined> {
    await this.#logout()
    const send = (): Promise<void> => lend(current, (bytes) => this.#parts.session.login(users[pin], bytes))
    const problem = await this.#compare(pin, send, loginAnswers)
    this.#loggedIn = problem === undefined
    return problem
  }

  /** A person may mistype at the token's keys what they typed right for the login. */
  async #useLogin({ current }: SecretEntry): Promise<void> {
    try {
      await lend(current, (bytes) => this.#parts.onLogin(bytes))
    } catch (error) {
      await this.#logout()
      throw error
    }
  }

  /**
   * Sends a secret that the token compares.
   *
   * @param others - answers that say nothing about the secret
   * @returns undefined where it is right
   */
  async #compare<K extends string>(
    pin: TokenPin,
    send: () => Promise<void>,
    others: ReadonlyMap<number, K>,
  ): Promise<ComparisonResult | { readonly kind: K } | undefined> {
    try {
      await send()
      return undefined
    } catch (error) {
      if (!(error instanceof CryptokiError)) throw error
      const kind = others.get(error.code)
      if (kind !== undefined) return { kind }
      // Locked by this very value, or since before: only a value that was compared counts as refused.
      if (error.code === pinCodes.CKR_PIN_LOCKED) {
        return this.#lastTries.has(pin) ? { kind: 'wrongSecret', triesLeft: 0 } : { kind: 'blocked' }
      }
      if (!wrongAnswers.includes(error.code)) throw cryptokiFailure(error, this.#parts.reader)
      return { kind: 'wrongSecret', triesLeft: await this.#triesLeft(pin) }
    }
  }

  /** As the flags tell after a wrong value. */
  async #triesLeft(pin: TokenPin): Promise<number | null> {
    const status = await this.status(pin)
    if (status.kind === 'blocked') return 0
    return status.kind === 'notVerified' || status.kind === 'transportPin' ? (status.triesLeft ?? null) : null
  }

  async #logout(): Promise<void> {
    if (!this.#loggedIn) return
    this.#loggedIn = false
    this.#parts.onLogout()
    try {
      await this.#parts.session.logout()
    } catch (error) {
      // A token that is gone has logged out, and so has one whose process has ended.
      if (!(error instanceof CryptokiError) && !isHealthCardError(error)) throw error
    }
  }

  async #token(): Promise<TokenFacts> {
    return await translated(this.#parts.reader, () => this.#parts.session.token())
  }
}

/** The bytes for one call; without a secret a null PIN: the token has its own way to ask for it. */
function lend<T>(secret: SecretBytes | undefined, call: (bytes: Uint8Array | null) => T): T {
  return secret ? secret.use(call) : call(null)
}
