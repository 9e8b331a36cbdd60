import { isHealthCardError } from '../errors/health-card-error.js'
import type { DigestSigner } from '../signing/digest-signer.js'
import type { PreparedSignature } from '../signing/prepared-signature.js'
import type { JournalIntent, OpenJournal } from './batch-journal.js'
import type { BatchLedger } from './batch-ledger.js'
import type { DocumentStore, InputDocument } from './documents.js'
import { FreshNonces } from './fresh-nonces.js'
import { handledLater } from './handled-later.js'
import { requireNotStopped } from './require-not-stopped.js'
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

interface Reach {
  /** Documents that are prepared, and noted in the journal, before the card is free for them; one sync serves them all. */
  readonly ahead: number
  /** Signatures that may wait to be checked and written; a power cut can cost as many. */
  readonly unfinished: number
}

/** Enough that the card never waits, few enough for little memory: attached documents are held in it whole. */
const reach: Readonly<Record<'detached' | 'attached', Reach>> = {
  detached: { ahead: 8, unfinished: 16 },
  attached: { ahead: 1, unfinished: 1 },
}

/**
 * The way of the documents through the card to their files. Beside the card, and never in its way, the next documents are
 * prepared and the last ones checked and written.
 */
export class SignatureLine {
  readonly #parts: SignatureLineParts
  readonly #nonces: FreshNonces
  readonly #reach: Reach
  /** Signatures that are being checked and written: beside each other, so that they share their syncs. None rejects. */
  readonly #unfinished = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined
  /** True after the first signature was checked. */
  #proven = false

  /** @throws HealthCardError `HC_SIGNATURE_INVALID` where earlier runs of the batch saw a nonce twice */
  constructor(parts: SignatureLineParts) {
    const { signer, journal } = parts
    this.#parts = parts
    this.#nonces = new FreshNonces(signer.mechanism)
    this.#nonces.require(...journal.signatures)
    this.#reach = reach[journal.head.attached ? 'attached' : 'detached']
  }

  /**
   * Signs and writes documents in their order.
   *
   * @returns how many are settled: all, or less where the card said that the PIN no longer covers the next one
   * @throws HealthCardError at the first signature that is not right, output that cannot be written, or loss of the card;
   *   every signature that the card had given by then is in the journal.
   */
  async sign(documents: readonly HashedDocument[]): Promise<number> {
    let reached = 0
    const size = this.#reach.ahead
    let ahead = this.#prepare(documents.slice(0, size))
    try {
      for (let start = 0; start < documents.length; start += size) {
        const group = await ahead
        ahead = this.#prepare(documents.slice(start + size, start + 2 * size))
        for (const next of group) {
          if (next && !(await this.#signOne(next))) return reached
          reached++
        }
      }
      return reached
    } finally {
      // Nothing may be noted any more when this returns: the journal is closed next, or the same documents come again.
      await Promise.allSettled([ahead])
      await this.#finished()
    }
  }

  /** Prepares a group and makes its intents durable; not later than the card needs it, because it starts a group ahead. */
  #prepare(documents: readonly HashedDocument[]): Promise<readonly (PreparedDocument | undefined)[]> {
    const prepare = async (): Promise<(PreparedDocument | undefined)[]> => {
      const group: (PreparedDocument | undefined)[] = []
      for (const hashed of documents) group.push(await this.#prepareOne(hashed))
      const usable = group.filter((prepared) => prepared !== undefined)
      if (usable.length > 0) await this.#parts.journal.intend(usable.map(intentOf))
      return group
    }
    return handledLater(prepare())
  }

  /** Undefined where the document is no longer what it was; the others need not wait for it. */
  async #prepareOne(hashed: HashedDocument): Promise<PreparedDocument | undefined> {
    const { format, clock, ledger } = this.#parts
    try {
      return { ...hashed, prepared: await format.prepare(hashed.document, hashed.sha256, clock()) }
    } catch (error) {
      if (!isHealthCardError(error, 'HC_INPUT_CHANGED', 'HC_INPUT_UNUSABLE')) throw error
      ledger.markFailed(hashed.index, 'HC_INPUT_CHANGED')
      return undefined
    }
  }

  async #signOne(next: PreparedDocument): Promise<boolean> {
    const { journal, signal } = this.#parts
    requireNotStopped(signal)
    if (this.#unfinished.size >= this.#reach.unfinished) await Promise.race(this.#unfinished)
    this.#requireNoFailure()
    journal.sent(next.index)
    const signature = await this.#signatureOf(next)
    if (!signature) {
      journal.refused(next.index)
      return false
    }
    journal.signed(next.index, signature)
    this.#finish(next, signature)
    // One wrong signature is enough to know that key and certificate are not a pair: no other one is made before it is known.
    if (!this.#proven) await this.#finished()
    this.#proven = true
    return true
  }

  /** The card's signature; undefined where the PIN does not cover it. */
  async #signatureOf({ index, prepared }: PreparedDocument): Promise<Uint8Array | undefined> {
    const { signer, journal, ledger } = this.#parts
    try {
      return await signer.sign(prepared.digest, (signature) => prepared.fits(signature))
    } catch (error) {
      if (isHealthCardError(error, 'HC_PIN_NOT_VERIFIED')) return undefined
      // These two are the card's own word that it made none; after anything else it may have.
      if (isHealthCardError(error, 'HC_CARD_KEY_MISSING', 'HC_CARD_OPERATION_REFUSED')) journal.refused(index)
      else ledger.lost(1)
      throw error
    }
  }

  #finish(next: PreparedDocument, signature: Uint8Array): void {
    const finishing = this.#checkAndWrite(next, signature)
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .finally(() => this.#unfinished.delete(finishing))
    this.#unfinished.add(finishing)
  }

  async #checkAndWrite(next: PreparedDocument, signature: Uint8Array): Promise<void> {
    await this.#parts.journal.flush()
    // Nothing goes out after a signature that is wrong; it waits in the journal for somebody to look at the card.
    if (this.#failure) return
    this.#nonces.require(signature)
    await writeSigned(this.#parts, next, next.prepared, signature)
  }

  async #finished(): Promise<void> {
    await Promise.all(this.#unfinished)
    this.#requireNoFailure()
  }

  /** The first wrong signature, or the first output that cannot be written, stops the batch; its error is the answer. */
  #requireNoFailure(): void {
    if (this.#failure) throw this.#failure.error
  }
}

function intentOf({ index, prepared }: PreparedDocument): JournalIntent {
  return { index, toBeSigned: prepared.toBeSigned }
}
