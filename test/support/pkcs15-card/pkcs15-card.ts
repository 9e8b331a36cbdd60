import { decodeCommand, type CommandApdu } from '../../../src/apdu/command-apdu.js'
import { concat } from '../../../src/bytes/concat.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { encodeTlv, findTlv, readTlvs } from '../../../src/bytes/tlv.js'
import type { ReaderCard } from '../../../simulator/reader/reader-card.js'
import { tokenFiles, type TokenFiles } from './token-files.js'
import { TokenPassword } from './token-password.js'
import type { KeyPlan, TokenPlan } from './token-plan.js'
import { signAsIsoApplet } from './token-signature.js'

const ISO_APPLET = 'f276a288bcfba69d34f31001'
/** Version 0.6 of IsoApplet's interface; it knows elliptic curves. */
const ISO_APPLET_FEATURES = Uint8Array.of(0x00, 0x06, 0x04)
const MASTER = 0x3f00
/** T=1, no historical bytes: no driver of OpenSC knows it by its answer to reset. */
const ATR = fromHex('3b80800101')

type Answer = readonly [status: number, data?: Uint8Array]

/**
 * A card with a PKCS#15 application. Everything but the security status outlives its stay in a reader: the object is what
 * the person holds in the hand.
 */
export class Pkcs15Card implements ReaderCard {
  readonly atr = ATR
  readonly plan: TokenPlan
  readonly passwords: ReadonlyMap<string, TokenPassword>
  /** Signatures by the name of the key. */
  readonly signatures = new Map<string, number>()
  readonly #files: TokenFiles
  #folder = MASTER
  #file: Uint8Array | undefined
  #key: KeyPlan | undefined

  constructor(plan: TokenPlan) {
    this.plan = plan
    this.#files = tokenFiles(plan)
    this.passwords = new Map(plan.passwords.map((password) => [password.name, new TokenPassword(password)]))
  }

  /** @throws Error where the plan has no such password */
  password(name: string): TokenPassword {
    const found = this.passwords.get(name)
    if (!found) throw new Error(`no password ${name}`)
    return found
  }

  transmit(bytes: Uint8Array): Promise<Uint8Array> {
    const [status, data = new Uint8Array(0)] = this.#answer(decodeCommand(bytes))
    return Promise.resolve(concat(data, Uint8Array.of(status >> 8, status & 0xff)))
  }

  reset(): Promise<void> {
    for (const password of this.passwords.values()) password.verified = false
    this.#folder = MASTER
    this.#file = undefined
    this.#key = undefined
    return Promise.resolve()
  }

  async powerUp(): Promise<Uint8Array> {
    await this.reset()
    return this.atr
  }

  powerDown(): Promise<void> {
    return this.reset()
  }

  close(): Promise<void> {
    return this.reset()
  }

  #answer(command: CommandApdu): Answer {
    if (command.cla !== 0) return [0x6e00]
    switch (command.ins) {
      case 0xa4:
        return this.#select(command)
      case 0xb0:
        return this.#read(command)
      case 0x20:
        return this.#onPassword(command, (password) =>
          command.data.length === 0 ? password.status : password.verify(command.data),
        )
      case 0x24:
        return this.#onPassword(command, (password) => password.change(command.data))
      case 0x2c:
        return this.#onPassword(command, (password) => this.#renew(password, command))
      case 0x22:
        return this.plan.driver === 'isoApplet' ? this.#setEnvironment(command) : [0x6d00]
      case 0x2a:
        return this.plan.driver === 'isoApplet' ? this.#sign(command) : [0x6d00]
      default:
        return [0x6d00]
    }
  }

  /** By file identifier, by path from the MF, and by the name of the applet. */
  #select({ p1, p2, data }: CommandApdu): Answer {
    if (p1 === 0x04) {
      if (this.plan.driver !== 'isoApplet' || toHex(data) !== ISO_APPLET) return [0x6a82]
      this.#folder = MASTER
      return [0x9000, ISO_APPLET_FEATURES]
    }
    if (p1 !== 0x00 && p1 !== 0x08 && p1 !== 0x09) return [0x6a86]
    const steps = Array.from({ length: data.length / 2 }, (_, i) => ((data[2 * i] ?? 0) << 8) | (data[2 * i + 1] ?? 0))
    const [folder, file] = this.#walk(p1 === 0x08 ? MASTER : this.#folder, steps)
    if (folder === undefined) return [0x6a82]
    this.#folder = folder
    this.#file = file
    return p2 === 0x0c ? [0x9000] : [0x9000, controlInformation(file, steps.at(-1) ?? MASTER)]
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

  #read({ p1, p2, le }: CommandApdu): Answer {
    const offset = (p1 << 8) | p2
    if (!this.#file) return [0x6986]
    if (offset > this.#file.length) return [0x6b00]
    return [0x9000, this.#file.subarray(offset, offset + (le === undefined || le === 'any' ? 256 : le))]
  }

  #onPassword({ p2 }: CommandApdu, work: (password: TokenPassword) => number): Answer {
    const password = [...this.passwords.values()].find(({ plan }) => plan.reference === p2)
    return [password ? work(password) : 0x6a88]
  }

  /** With the PUK, or by an administrator who has shown his own password. */
  #renew(password: TokenPassword, { p1, data }: CommandApdu): number {
    if (p1 === 0x00 || p1 === 0x01) return password.unblock(data)
    const administrator = [...this.passwords.values()].find(({ plan }) => plan.kind === 'so')
    if (!administrator?.verified) return 0x6982
    return password.renew(data)
  }

  #setEnvironment({ p1, p2, data }: CommandApdu): Answer {
    if (p1 !== 0x41 || p2 !== 0xb6) return [0x6a86]
    const reference = findTlv(readTlvs(data), 0x84)?.value[0]
    this.#key = this.plan.keys.find((key) => key.reference === reference)
    return [this.#key ? 0x9000 : 0x6a88]
  }

  #sign({ p1, p2, data }: CommandApdu): Answer {
    if (p1 !== 0x9e || p2 !== 0x9a) return [0x6a86]
    const key = this.#key
    if (!key) return [0x6985]
    const password = this.password(key.password)
    if (!password.verified) return [0x6982]
    const signature = signAsIsoApplet(key.privateKey, data)
    if (!signature) return [0x6a80]
    if (key.eachSignature) password.verified = false
    this.signatures.set(key.name, (this.signatures.get(key.name) ?? 0) + 1)
    return [0x9000, signature]
  }
}

/** FCI with what OpenSC looks at: size, kind and identifier of the file. */
function controlInformation(file: Uint8Array | undefined, identifier: number): Uint8Array {
  const two = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff)
  const size = file ? [encodeTlv(0x80, two(file.length))] : []
  return encodeTlv(
    0x6f,
    ...size,
    encodeTlv(0x82, Uint8Array.of(file ? 0x01 : 0x38)),
    encodeTlv(0x83, two(identifier)),
  )
}
