import { toHex } from '../bytes/hex.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type { DigestSigner } from '../signing/digest-signer.js'
import type { PreparedSignature } from '../signing/prepared-signature.js'
import type { JournalIntent, OpenJournal } from './batch-journal.js'
import type { BatchLedger } from './batch-ledger.js'
import type { DocumentStore, InputDocument } from './documents.js'
import type { DocumentFormat } from './signing-format.js'
import { writeSigned } from './write-signed.js'

/** A document with its place in the batch and its hash. */
export interface HashedDocument {
  readonly index: number
  readonly document: InputDocument
  readonly sha256: Uint8Array
}

/** What the line works with. */
export interface SignatureLineParts {
  readonly signer: DigestSigner
  readonly format: DocumentFormat
  readonly store: DocumentStore
  readonly journal: OpenJournal
  readonly ledger: BatchLedger
  readonly clock: () => Date
  readonly signal: AbortSignal | undefined
}

interface PreparedDocument extends HashedDocument {
  readonly prepared: PreparedSignature
}

/**
 * Documents that are prepared, and noted in the journal, before the card is free for them; one sync serves them all.
 * Attached ones are held in memory whole, and so one at a time.
 */
const lookAhead = { detached: 8, attached: 1 } as const

/** Signatures that may wait to be checked and written: enough that the card never waits, few enough for little memory. */
const MOST_UNFINISHED = 16

/**
 * The way of the documents through the card to their files. Beside the card, and never in its way, the next documents are
 * prepared and the last ones checked and written.
 */
export class SignatureLine {
  readonly #parts: SignatureLineParts
  readonly #seenR = new Set<string>()
  #finishing: Promise<void> = Promise.resolve()
  #unfinished = 0
  #broken = false

  constructor(parts: SignatureLineParts) {
    this.#parts = parts
  }

  /**
   * Signs and writes documents in their order.
   *
   * @returns how many have a signature: all, or less where the card said that the PIN no longer covers the next one
   * @throws HealthCardError at the first signature that is not right, output that cannot be written, or loss of the card;
   *   every signature that the card had given by then is in the journal.
   */
  async sign(documents: readonly HashedDocument[]): Promise<number> {
    let signed = 0
    try {
      const size = lookAhead[this.#parts.journal.head.attached ? 'attached' : 'detached']
      let ahead = this.#prepare(documents.slice(0, size))
      for (let start = 0; start < documents.length; start += size) {
        const group = await ahead
        ahead = this.#prepare(documents.slice(start + size, start + 2 * size))
        for (const next of group) {
          if (!(await this.#signOne(next))) return signed
          signed++
        }
      }
      return signed
    } finally {
      await this.#finishing
    }
  }

  /** Prepares a group and makes its intents durable; not later than the card needs it, because it starts a group ahead. */
  #prepare(documents: readonly HashedDocument[]): Promise<PreparedDocument[]> {
    const { format, journal, clock } = this.#parts
    const prepare = async (): Promise<PreparedDocument[]> => {
      const group: PreparedDocument[] = []
      for (const hashed of documents) {
        group.push({ ...hashed, prepared: await format.prepare(hashed.document, hashed.sha256, clock()) })
      }
      if (group.length > 0) await journal.intend(group.map(intentOf))
      return group
    }
    return handledLater(prepare())
  }

  async #signOne(next: PreparedDocument): Promise<boolean> {
    const { journal, signal } = this.#parts
    if (signal?.aborted) throw new HealthCardError('HC_STOPPED', 'the batch was stopped')
    // The first wrong signature, or the first output that cannot be written, stops the batch; its error is the answer.
    if (this.#broken || this.#unfinished >= MOST_UNFINISHED) await this.#finishing
    journal.sent(next.index)
    const signature = await this.#signatureOf(next.prepared)
    if (!signature) {
      journal.refused(next.index)
      return false
    }
    journal.signed(next.index, signature)
    this.#unfinished++
    this.#finishing = handledLater(this.#finishAfter(this.#finishing, next, signature))
    return true
  }

  /** The card's signature; undefined where the PIN does not cover it. */
  async #signatureOf({ digest }: PreparedSignature): Promise<Uint8Array | undefined> {
    try {
      return await this.#parts.signer.sign(digest)
    } catch (error) {
      if (isHealthCardError(error, 'HC_PIN_NOT_VERIFIED')) return undefined
      throw error
    }
  }

  async #finishAfter(before: Promise<void>, next: PreparedDocument, signature: Uint8Array): Promise<void> {
    try {
      await before
      await this.#parts.journal.flush()
      await this.#finish(next, signature)
    } catch (error) {
      this.#broken = true
      throw error
    } finally {
      this.#unfinished--
    }
  }

  async #finish(next: PreparedDocument, signature: Uint8Array): Promise<void> {
    // Two ECDSA signatures with the same r were made with the same nonce, and give the private key away.
    if (this.#parts.signer.mechanism === 'ecdsa-sha256') this.#requireFreshNonce(signature)
    await writeSigned(this.#parts, next, next.prepared, signature)
  }

  #requireFreshNonce(signature: Uint8Array): void {
    const r = toHex(signature.subarray(0, signature.length / 2))
    if (this.#seenR.has(r)) throw new HealthCardError('HC_SIGNATURE_INVALID', 'the card used a nonce twice')
    this.#seenR.add(r)
  }
}

function intentOf({ index, prepared }: PreparedDocument): JournalIntent {
  return { index, toBeSigned: prepared.toBeSigned }
}

/** The same promise; its rejection is reported where it is awaited, and not before. */
function handledLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
