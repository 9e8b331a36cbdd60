import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { certificateToPem } from '../../src/certificates/pem.js'
import { createRootAuthority, type Authority } from '../../src/trust-centre/authority.js'
import { SoftHsmToken } from './softhsm-token.js'
import { softHsmPath } from './why-no-softhsm.js'

const run = promisify(execFile)
/** In memory where the system has such a folder: SoftHSM2 writes an object anew for each of its attributes, 160 ms on a disk. */
const tokenPlace = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** What a new token is told. */
export interface TokenOrder {
  /** Two tokens may have the same. Default: HBA. */
  readonly label?: string
  /** Default: eight random digits. */
  readonly soPin?: string
  readonly userPin?: string
}

/**
 * Tokens of SoftHSM2 in a folder of their own, and an authority for their certificates; gone with the test.
 *
 * One thing happens after the other, whatever is not awaited: a process that looks for a token while another one writes an
 * object does not find it now and then (SoftHSM 2.6.1 rewrites the token's file in place).
 */
export class SoftHsmRoom implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ehba-softhsm-'))
  readonly modulePath = softHsmPath
  /** For each process that is to see these tokens. */
  readonly env: Readonly<Record<string, string>> = { SOFTHSM2_CONF: join(this.folder, 'softhsm2.conf') }
  readonly authority: Authority = createRootAuthority({ name: 'Token root', now: new Date() })
  /** PEM of the root: for `ehba verify --trust` and `openssl cms -verify -CAfile`. */
  readonly trust = join(this.folder, 'trust.pem')
  /** All PINs by what they are, as `leaksIn` takes them. */
  readonly secrets = new Map<string, string>()
  readonly #tokens = mkdtempSync(join(tokenPlace, 'ehba-tokens-'))
  #last: Promise<unknown> = Promise.resolve()

  constructor() {
    const settings = [`directories.tokendir = ${this.#tokens}`, 'objectstore.backend = file', 'log.level = ERROR']
    writeFileSync(join(this.folder, 'softhsm2.conf'), `${settings.join('\n')}\n`)
    writeFileSync(this.trust, certificateToPem(this.authority.certificate))
  }

  async addToken(order: TokenOrder = {}): Promise<SoftHsmToken> {
    const { label = 'HBA', soPin = eightDigits(), userPin = eightDigits() } = order
    const { slot, serial } = await this.inTurn(async () => {
      const before = new Set(readdirSync(this.#tokens))
      const words = ['--init-token', '--free', '--label', label, '--so-pin', soPin, '--pin', userPin]
      const { stdout } = await run('softhsm2-util', words, { env: { ...process.env, ...this.env } })
      const made = readdirSync(this.#tokens).find((name) => !before.has(name)) ?? ''
      // The token's folder is named by a UUID; its last digits are the serial number.
      return { slot: Number(/slot (\d+)\s*$/.exec(stdout)?.[1]), serial: made.replaceAll('-', '').slice(-16) }
    })
    this.secrets.set(`SO PIN of ${label} ${serial}`, soPin).set(`user PIN of ${label} ${serial}`, userPin)
    return new SoftHsmToken(this, { label, serial, slot, soPin, userPin })
  }

  /** Does something that reads or writes tokens as soon as nothing else does. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => undefined)
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last
    for (const folder of [this.folder, this.#tokens]) rmSync(folder, { recursive: true, force: true })
  }
}

/** As many as a PIN of a card may have, and enough to be found anywhere. */
function eightDigits(): string {
  return `${randomInt(10_000_000, 100_000_000)}`
}
