import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Authority } from '../../src/trust-centre/authority.js'
import type { SigningKey } from '../../src/trust-centre/certificate-writer.js'
import { privateKeyToPem } from '../../src/trust-centre/pem.js'
import { issueFor, newKey, type CertificateOrder, type KeyType } from './softhsm-certificates.js'

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

/** Where an object stands: CKA_ID in hex, and its label. Both may stand there more than once. */
export interface Place {
  readonly id: string
  readonly label: string
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
    const { type = 'brainpoolP256r1', publicKey = true, certificate = { profile: 'C.HP.QES' } } = order
    const key = order.key ?? (await newKey(type))
    const rights = order.alwaysAuthenticate ? ['--always-auth'] : []
    await this.#write({ id, label }, 'privkey', privateKeyToPem(key.privateKey), rights)
    if (publicKey !== false) {
      const { publicKey: written } = publicKey === true ? key : publicKey
      await this.#write({ id, label }, 'pubkey', written.export({ format: 'der', type: 'spki' }))
    }
    if (certificate === 'none') return { id, label, key, certificate: undefined }
    return this.addCertificate({ id, label, certificate, key })
  }

  async addCertificate({ id, label, certificate, ...order }: LooseCertificate): Promise<TokenObject> {
    const key = order.key ?? (await newKey('brainpoolP256r1'))
    const issued = issueFor(this.#room.authority, key, certificate)
    await this.#write({ id, label }, 'cert', issued)
    return { id, label, key, certificate: issued }
  }

  /** Runs pkcs11-tool on this token, with the user logged in. @throws Error unless it ends with exit code 0 */
  async tool(args: readonly string[]): Promise<string> {
    const { modulePath, env } = this.#room
    const words = ['--module', modulePath, '--slot', String(this.slot), '--login', '--pin', 'env:TOKEN_PIN', ...args]
    const environment = { ...process.env, ...env, TOKEN_PIN: this.userPin }
    return (await this.#room.inTurn(() => run('pkcs11-tool', words, { env: environment }))).stdout
  }

  async #write({ id, label }: Place, type: string, content: string | Uint8Array, rights: string[] = []): Promise<void> {
    const file = join(this.#room.folder, randomUUID())
    writeFileSync(file, content, { mode: 0o600 })
    const words = ['--write-object', file, '--type', type, '--id', id, '--label', label, '--usage-sign', ...rights]
    await this.tool(words)
    rmSync(file)
  }
}
