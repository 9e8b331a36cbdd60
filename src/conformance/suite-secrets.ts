import { SecretBytes } from '../bytes/secret-bytes.js'
import type { PasswordName } from './hba-objects.js'

/** Secrets that stand in the letter of a card. */
export type LetterSecret = PasswordName | `${PasswordName}.transport` | `${PasswordName}.puk`

/** Lends a secret as ASCII digits; undefined where nobody has given it. */
export type Letter = (name: LetterSecret) => SecretBytes | undefined

/** PINs that the suite gives to cards which came with a Transport-PIN, and those to which it changes them. */
const chosen: Readonly<Record<PasswordName, { readonly first: string; readonly next: string }>> = {
  'PIN.CH': { first: '246802', next: '13579135' },
  'PIN.QES': { first: '975310', next: '86420864' },
}

/** Why a case cannot get a secret. */
export type MissingSecret = 'secretNotGiven' | 'noTransportPin'

/** The secrets of one card under the names that cases use. */
export class SuiteSecrets {
  readonly #letter: Letter
  readonly #protected: ReadonlySet<PasswordName>

  /** @param protectedPasswords - those that have their Transport-PIN still */
  constructor(letter: Letter, protectedPasswords: ReadonlySet<PasswordName>) {
    this.#letter = letter
    this.#protected = protectedPasswords
  }

  /** Whether the password has its Transport-PIN in the state in which every case finds the card. */
  isProtected(password: PasswordName): boolean {
    return this.#protected.has(password)
  }

  /**
   * A secret by the name that a case gives it: `PIN.CH`, `PIN.CH.transport`, `PIN.CH.puk`, `PIN.CH.new` (to which it is
   * changed), and each with `.wrong` behind it. The caller disposes of it.
   */
  get(name: string): SecretBytes | MissingSecret {
    if (name.endsWith('.wrong')) {
      const right = this.get(name.slice(0, -'.wrong'.length))
      return typeof right === 'string' ? right : wrong(right)
    }
    const [, password = '', role = 'pin'] = /^(PIN\.[A-Z]+)(?:\.(\w+))?$/.exec(name) ?? []
    if (!isPassword(password)) throw new RangeError(`the suite knows no secret ${name}`)
    switch (role) {
      case 'new':
        return digits(chosen[password].next)
      case 'pin':
        return this.isProtected(password) ? this.#first(password) : this.#fromLetter(password)
      case 'transport':
        return this.isProtected(password) ? this.#fromLetter(`${password}.transport`) : 'noTransportPin'
      case 'puk':
        return this.#fromLetter(`${password}.puk`)
      default:
        throw new RangeError(`the suite knows no secret ${name}`)
    }
  }

  /** The suite's own PIN can be set only by somebody who has the Transport-PIN. */
  #first(password: PasswordName): SecretBytes | MissingSecret {
    return this.#letter(`${password}.transport`) ? digits(chosen[password].first) : 'secretNotGiven'
  }

  #fromLetter(name: LetterSecret): SecretBytes | MissingSecret {
    const secret = this.#letter(name)
    return secret ? secret.use((bytes) => SecretBytes.take(Uint8Array.from(bytes))) : 'secretNotGiven'
  }
}

function isPassword(name: string): name is PasswordName {
  return Object.hasOwn(chosen, name)
}

/** Digits of a case's own making. */
export function digits(text: string): SecretBytes {
  return SecretBytes.take(Uint8Array.from(Buffer.from(text, 'latin1')))
}

const ASCII_ZERO = 0x30

/** As many digits, each another one. */
function wrong(right: SecretBytes): SecretBytes {
  const others = right.use((bytes) => bytes.map((digit) => ((digit - ASCII_ZERO + 1) % 10) + ASCII_ZERO))
  right.dispose()
  return SecretBytes.take(others)
}
