import { execFile } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { builtInC } from '../test/support/built-in-c.js'
import { SoftHsmRoom } from '../test/support/softhsm.js'
import type { SoftHsmToken } from '../test/support/softhsm-token.js'
import { makeDocuments } from './bench-folder.js'
import { plainEnv } from './command-line.js'

const KEY_ID = '01'

/** Documents to be signed, and a token of SoftHSM2 that signs them: one key on brainpoolP256r1 with its certificate. */
export class BenchToken implements AsyncDisposable {
  readonly room: SoftHsmRoom
  readonly keyId = KEY_ID
  readonly inputs: readonly string[]
  /** SHA-256 of each document, a file each. */
  readonly digests: readonly string[]
  /** What the programs take their PIN from. */
  readonly files: { readonly pin: string; readonly secrets: string; readonly signer: string }
  readonly token: SoftHsmToken
  #runs = 0

  private constructor(room: SoftHsmRoom, token: SoftHsmToken, signer: Uint8Array, documents: readonly string[]) {
    this.room = room
    this.token = token
    this.inputs = documents
    this.digests = this.#digestsOf(documents)
    this.files = {
      pin: this.#file('pin', token.userPin),
      secrets: this.#file('secrets', `PIN.USER=${token.userPin}\n`),
      signer: this.#file('signer.pem', new X509Certificate(signer).toString()),
    }
  }

  static async make(documents: number, bytes: number): Promise<BenchToken> {
    const room = new SoftHsmRoom()
    const token = await room.addToken({ label: 'Bench' })
    const { certificate } = await token.addKey({ id: KEY_ID, label: 'PrK.HP.QES.E256' })
    const inputs = makeDocuments(join(room.folder, 'in'), documents, bytes)
    return new BenchToken(room, token, certificate ?? new Uint8Array(), inputs)
  }

  /** For every program that uses the token. */
  get env(): Readonly<Record<string, string>> {
    return { ...this.room.env, TOKEN_PIN: this.token.userPin }
  }

  /** A new folder for signatures. */
  newFolder(): string {
    const path = join(this.room.folder, `out-${++this.#runs}`)
    mkdirSync(path)
    return path
  }

  /** Signatures per second of a program that does nothing else, in one session. */
  async ownRate(signatures: number): Promise<number> {
    const words = [this.room.modulePath, String(this.token.slot), String(signatures)]
    const { stdout } = await promisify(execFile)(builtInC('sign-often'), words, {
      env: { ...plainEnv, ...this.env },
    })
    return signatures / Number(stdout)
  }

  /** @throws Error unless openssl accepts the signature as CAdES over that document */
  async check(input: string, signature: string): Promise<void> {
    const words = [
      'cms',
      '-verify',
      '-cades',
      '-binary',
      '-inform',
      'DER',
      '-purpose',
      'any',
      '-CAfile',
      this.room.trust,
    ]
    await promisify(execFile)('openssl', [...words, '-content', input, '-in', signature, '-out', '/dev/null'])
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.room[Symbol.asyncDispose]()
  }

  #file(name: string, content: string | Uint8Array): string {
    const path = join(this.room.folder, name)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }

  #digestsOf(documents: readonly string[]): string[] {
    mkdirSync(join(this.room.folder, 'digests'))
    return documents.map((path) =>
      this.#file(`digests/${basename(path)}`, createHash('sha256').update(readFileSync(path)).digest()),
    )
  }
}
