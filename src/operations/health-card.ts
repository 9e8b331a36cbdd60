import type { CardTransport } from '../apdu/transport.js'
import { toHex } from '../bytes/hex.js'
import { CardSession } from '../card/card-session.js'
import { readFile, readRecords } from '../card/file-reading.js'
import type { KeyEntry, SignatureAlgorithm } from '../card/object-system.js'
import { computeSignature, readKey, selectSigningKey } from '../card/private-key.js'
import { parseCertificate } from '../certificates/parse-certificate.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { CardPins } from '../pin/card-pins.js'
import { signerInput } from '../signing/digest-info.js'
import type { DigestSigner } from '../signing/digest-signer.js'
import type { Card, CardCertificate, CardKey, CardParticulars, CardPublicKey, FileFacts, SigningKey } from './card.js'
import { signatureLimit } from './signature-limit.js'

const mechanismOf: Readonly<Record<SignatureAlgorithm, SignatureMechanism>> = {
  signECDSA: 'ecdsa-sha256',
  signPSS: 'rsa-pss-sha256',
  signPKCS1_V1_5: 'rsa-pkcs1-sha256',
}

interface HealthCardKey extends CardKey {
  readonly entry: KeyEntry
}

/** A health card behind a line of APDUs. */
export class HealthCard implements Card {
  readonly label = null
  readonly keysAreRanked = true
  readonly pins: CardPins
  readonly keys: readonly HealthCardKey[]
  readonly #session: CardSession

  private constructor(session: CardSession) {
    this.#session = session
    this.pins = new CardPins(session)
    this.keys = keysOf(session)
  }

  /**
   * Recognises the card behind `transport` and takes it over.
   *
   * @throws HealthCardError as {@link CardSession.open}
   */
  static async open(transport: CardTransport): Promise<HealthCard> {
    return new HealthCard(await CardSession.open(transport))
  }

  get kind(): CardSession['profile']['kind'] {
    return this.#session.profile.kind
  }

  get generation(): string {
    return this.#session.profile.generation
  }

  get iccsn(): string {
    return this.#session.iccsn
  }

  async certificate(file: string): Promise<CardCertificate> {
    const content = await readFile(this.#session, file)
    if (content.kind !== 'content') return { state: content.kind }
    try {
      return { state: 'present', certificate: parseCertificate(content.bytes) }
    } catch (error) {
      if (isHealthCardError(error, 'HC_CERT_MALFORMED')) return { state: 'malformed' }
      throw error
    }
  }

  publicKey(key: CardKey): Promise<CardPublicKey> {
    return readKey(this.#session, this.#entryOf(key))
  }

  /** Only the signature PIN has a finite counter; PIN.CH and PIN.SMC cover any number of signatures. */
  async signatureLimit({ use }: CardKey): Promise<number | null> {
    return use === 'qes' ? await signatureLimit(this.#session) : null
  }

  async selectKey({ key, mechanism }: SigningKey): Promise<void> {
    const entry = this.#entryOf(key)
    const algorithm = entry.algorithms.find((candidate) => mechanismOf[candidate] === mechanism)
    if (!algorithm) throw new HealthCardError('HC_INTERNAL', `${key.name} does not sign by ${mechanism}`)
    await this.#session.enterFresh(entry.folder)
    await selectSigningKey(this.#session, entry, algorithm)
  }

  signer({ mechanism, certificate }: SigningKey): DigestSigner {
    const sign = (digest: Uint8Array): Promise<Uint8Array> =>
      computeSignature(this.#session, signerInput(mechanism, digest))
    return { certificate, mechanism, sign }
  }

  async particulars(): Promise<CardParticulars> {
    const { versions, atr } = this.#session
    return { ...versions, atr: toHex(atr), files: await this.#readAllFiles(), token: null }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]()
  }

  #entryOf({ name }: CardKey): KeyEntry {
    const key = this.keys.find((candidate) => candidate.name === name)
    if (!key) throw new HealthCardError('HC_INTERNAL', `the profile has no ${name}`)
    return key.entry
  }

  async #readAllFiles(): Promise<FileFacts[]> {
    const files: FileFacts[] = []
    for (const [name, { structure }] of Object.entries(this.#session.profile.files)) {
      files.push(structure === 'records' ? await this.#recordFacts(name) : await this.#fileFacts(name))
    }
    return files
  }

  async #fileFacts(name: string): Promise<FileFacts> {
    const content = await readFile(this.#session, name)
    return { name, state: content.kind, lengthBytes: content.kind === 'content' ? content.bytes.length : null }
  }

  async #recordFacts(name: string): Promise<FileFacts> {
    const content = await readRecords(this.#session, name)
    if (content.kind !== 'records') return { name, state: content.kind, lengthBytes: null }
    const lengthBytes = content.records.reduce((sum, record) => sum + record.length, 0)
    return { name, state: lengthBytes === 0 ? 'empty' : 'content', lengthBytes }
  }
}

/** The keys of the card's profile, folder by folder, so that no folder is selected twice. */
function keysOf({ profile }: CardSession): HealthCardKey[] {
  const folders = Object.keys(profile.folders)
  const entries: Readonly<Record<string, KeyEntry>> = profile.keys
  return Object.entries(entries)
    .sort(([, a], [, b]) => folders.indexOf(a.folder) - folders.indexOf(b.folder))
    .map(([name, entry]) => {
      const { use, algorithms, password, certificate } = entry
      return {
        name,
        use,
        mechanisms: algorithms.map((algorithm) => mechanismOf[algorithm]),
        password,
        certificate,
        entry,
      }
    })
}
