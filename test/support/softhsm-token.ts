import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Authority } from '../../src/trust-centre/authority.js'
import type { SigningKey } from '../../src/trust-centre/certificate-writer.js'
import { builtInC } from './built-in-c.js'
import { issueFor, newKey, usesOf, type CertificateOrder, type KeyType } from './softhsm-certificates.js'
import { certificateLine, privateKeyLine, publicKeyLine, type KeyUse, type Place } from './token-objects.js'

const run = promisify(execFile)

/** The room in which a token is. */
interface Surroundings {
  readonly folder: string
  readonly modulePath: string
  readonly env: Readonly<Record<string, string>>
  readonly authority: Authority
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
}

/** What is known of a token. */
export interface TokenFacts {
  readonly label: string
  readonly serial: string
  readonly slot: number
  readonly soPin: string
  readonly userPin: string
}

/** A certificate without a key of its own. */
export interface LooseCertificate extends Place {
  readonly certificate: CertificateOrder
  /** Whose certificate it is. Default: the certificate of a new key, which is not on the token. */
  readonly key?: SigningKey
}

/** A private key, and what belongs to it. */
export interface KeyOrder extends Place {
  /** Default: brainpoolP256r1. */
  readonly type?: KeyType
  /** The key itself. Default: a new one of that type. */
  readonly key?: SigningKey
  /** Default: what its certificate says; `sign` where it has none. */
  readonly uses?: readonly KeyUse[]
  /** CKA_ALWAYS_AUTHENTICATE: a context-specific login before each signature. */
  readonly alwaysAuthenticate?: boolean
  /** Default: C.HP.QES. */
  readonly certificate?: CertificateOrder | 'none'
  /** Whose public key stands beside it; false: none. Default: its own. */
  readonly publicKey?: boolean | SigningKey
}

/** What has been put on a token. */
export interface TokenObject extends Place {
  readonly key: SigningKey
  /** DER; undefined: there is none. */
  readonly certificate: Uint8Array | undefined
}

/** A token of SoftHSM2, which gets its keys and certificates in one call each. */
export class SoftHsmToken implements TokenFacts {
  readonly label: string
  readonly serial: string
  readonly slot: number
  readonly soPin: string
  readonly userPin: string
  readonly #room: Surroundings

  constructor(room: Surroundings, { label, serial, slot, soPin, userPin }: TokenFacts) {
    this.#room = room
    this.label = label
    this.serial = serial
    this.slot = slot
    this.soPin = soPin
    this.userPin = userPin
  }

  /** This token as `--reader` names it, through SoftHSM2 itself or through another module before it. */
  reader(modulePath = this.#room.modulePath): string {
    return `pkcs11:${modulePath}?serial=${this.serial}`
  }

  async addKey({ id, label, ...order }: KeyOrder): Promise<TokenObject> {
    const { type = 'brainpoolP256r1', alwaysAuthenticate = false, publicKey = true } = order
    const { certificate: ordered = { profile: 'C.HP.QES' } } = order
    const key = order.key ?? (await newKey(type))
    const certificate = ordered === 'none' ? undefined : issueFor(this.#room.authority, key, ordered)
    const uses = order.uses ?? (ordered === 'none' ? ['sign'] : usesOf(ordered, key))
    const place = { id, label }
    await this.#write([
      privateKeyLine(place, key, { uses, alwaysAuthenticate }),
      ...(publicKey === false ? [] : [publicKeyLine(place, publicKey === true ? key : publicKey)]),
      ...(certificate ? [certificateLine(place, certificate)] : []),
    ])
    return { id, label, key, certificate }
  }

  async addCertificate({ id, label, ...order }: LooseCertificate): Promise<TokenObject> {
    const key = order.key ?? (await newKey('brainpoolP256r1'))
    const certificate = issueFor(this.#room.authority, key, order.certificate)
    await this.#write([certificateLine({ id, label }, certificate)])
    return { id, label, key, certificate }
  }

  /** Runs pkcs11-tool on this token, with the user logged in. @throws Error unless it ends with exit code 0 */
  tool(args: readonly string[]): Promise<string> {
    const { modulePath } = this.#room
    const words = ['--module', modulePath, '--slot', String(this.slot), '--login', '--pin', 'env:TOKEN_PIN', ...args]
    return this.#run('pkcs11-tool', words)
  }

  async #write(lines: readonly string[]): Promise<void> {
    const words = [this.#room.modulePath, String(this.slot)]
    await this.#run(builtInC('write-objects'), words, lines.map((line) => `${line}\n`).join(''))
  }

  #run(program: string, words: readonly string[], input = ''): Promise<string> {
    const env = { ...process.env, ...this.#room.env, TOKEN_PIN: this.userPin }
    return this.#room.inTurn(async () => {
      const running = run(program, words, { env })
      running.child.stdin?.end(input)
      return (await running).stdout
    })
  }
}
