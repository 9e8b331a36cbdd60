import type { CommandApdu } from '../../../src/apdu/command-apdu.js'
import { fromHex } from '../../../src/bytes/hex.js'
import { pkcs15Files, type Pkcs15Files } from './pkcs15-files.js'
import { fileControlInformation, readFrom, TokenCard, type Answer } from './token-card.js'
import { TokenPassword } from './token-password.js'
import type { PasswordPlan, Pkcs15Plan } from './token-plan.js'

const MASTER = 0x3f00

/**
 * A card with a PKCS#15 application and nothing that a driver of OpenSC knows: it is taken for a card of ISO 7816 alone
 * (`card_drivers = default`), whose objects are listed and whose PINs work, and for which no mechanism signs.
 */
export class Pkcs15Card extends TokenCard {
  /** T=1, no historical bytes. */
  readonly atr = fromHex('3b80800101')
  readonly plan: Pkcs15Plan
  readonly passwords: ReadonlyMap<string, TokenPassword>
  readonly #files: Pkcs15Files
  #folder = MASTER
  #file: Uint8Array | undefined

  constructor(plan: Pkcs15Plan) {
    super()
    this.plan = plan
    this.#files = pkcs15Files(plan)
    this.passwords = new Map(plan.passwords.map((password) => [password.name, passwordOf(password)]))
  }

  protected answer(command: CommandApdu): Answer {
    const { cla, ins, p1, p2, data, le = 'any' } = command
    if (cla !== 0) return [0x6e00]
    switch (ins) {
      case 0xa4:
        return this.#select(command)
      case 0xb0:
        return readFrom(this.#file, (p1 << 8) | p2, le === 'any' ? 256 : le)
      case 0x20:
        return this.#onPassword(p2, (password) => (data.length === 0 ? password.status : password.verify(data)))
      case 0x24:
        return this.#onPassword(p2, (password) => password.change(data))
      case 0x2c:
        return this.#onPassword(p2, (password) => password.unblock(data))
      default:
        return [0x6d00]
    }
  }

  protected override forget(): void {
    super.forget()
    this.#folder = MASTER
    this.#file = undefined
  }

  /** By file identifier and by path; by name there is nothing. */
  #select({ p1, p2, data }: CommandApdu): Answer {
    if (p1 === 0x04) return [0x6a82]
    if (p1 !== 0x00 && p1 !== 0x08 && p1 !== 0x09) return [0x6a86]
    const steps = Array.from({ length: data.length / 2 }, (_, i) => ((data[2 * i] ?? 0) << 8) | (data[2 * i + 1] ?? 0))
    const [folder, file] = this.#walk(p1 === 0x08 ? MASTER : this.#folder, steps)
    if (folder === undefined) return [0x6a82]
    this.#folder = folder
    this.#file = file
    return p2 === 0x0c ? [0x9000] : [0x9000, fileControlInformation(file, steps.at(-1) ?? MASTER)]
  }

  /** Undefined folder: there is no such file. */
  #walk(from: number, steps: readonly number[]): readonly [folder?: number, file?: Uint8Array | undefined] {
    const { applicationId, application, master } = this.#files
    let folder = from
    let file: Uint8Array | undefined
    for (const step of steps) {
      if (file) return []
      if (step === MASTER || step === applicationId) folder = step
      else {
        file = (folder === MASTER ? master : application).get(step)
        if (!file) return []
      }
    }
    return [folder, file]
  }

  #onPassword(reference: number, work: (password: TokenPassword) => number): Answer {
    const plan = this.plan.passwords.find((password) => password.reference === reference)
    return [plan ? work(this.password(plan.name)) : 0x6a88]
  }
}

function passwordOf({ value, tries = 3, puk }: PasswordPlan): TokenPassword {
  return new TokenPassword({
    value: Buffer.from(value),
    tries,
    puk: puk === undefined ? undefined : Buffer.from(puk),
    longest: 8,
    lastWrong: 0x6983,
  })
}
