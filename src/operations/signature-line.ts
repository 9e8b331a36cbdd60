import { toHex } from '../bytes/hex.js'
import { equalBytes } from '../bytes/equal.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type { DigestSigner } from '../signing/digest-signer.js'
import type { PreparedSignature } from '../signing/prepared-signature.js'
import type { BatchLedger } from './batch-ledger.js'
import type { BatchJournal, DocumentStore, InputDocument } from './documents.js'

/** A document with its hash and the way to prepare it. */
export interface HashedDocument {
  readonly document: InputDocument
  readonly sha256: Uint8Array
  prepare(): Promise<PreparedSignature>
}

/** What the line works with. */
export interface SignatureLineParts {
  readonly signer: DigestSigner
  readonly store: DocumentStore
  readonly journal: BatchJournal
  readonly ledger: BatchLedger
  readonly force: boolean
  readonly signal: AbortSignal | undefined
}

/**
 * The way of one document after the other through the card and to its file. While the card works on one document, the one
 * before it is checked and written.
 */
export class SignatureLine {
  readonly #parts: SignatureLineParts
  readonly #seenR = new Set<string>()
  #finishing: Promise<void> = Promise.resolve()

  constructor(parts: SignatureLineParts) {
    this.#parts = parts
  }

  /**
   * Signs and writes documents from `start` to before `end`.
   *
   * @returns the first document without a signature: `end`, or less where the card said that the PIN no longer covers it
   * @throws HealthCardError at the first signature that is not right, output that cannot be written, or loss of the card;
   *   every signature that the card had given by then is written or reported.
   */
  async signRange(documents: readonly HashedDocument[], start: number, end: number): Promise<number> {
    try {
      for (let index = start; index < end; index++) {
        const document = documents[index]
        if (!document) break
        if (!(await this.#signOne(document, index))) return index
      }
      return end
    } finally {
      await this.#finishing
    }
  }

  async #signOne(hashed: HashedDocument, index: number): Promise<boolean> {
    const { journal, ledger, signal } = this.#parts
    if (signal?.aborted) throw new HealthCardError('HC_STOPPED', 'the batch was stopped')
    const prepared = await unlessChanged(hashed.prepare())
    if (!prepared) {
      ledger.markFailed(index, 'HC_INPUT_CHANGED')
      return true
    }
    await journal.intent(index, {
      input: hashed.document.input,
      sha256: toHex(hashed.sha256),
      signedAttributes: prepared.toBeSigned,
    })
    const signature = await this.#signatureOf(prepared)
    if (!signature) return false
    await journal.signature(index, signature)
    this.#finishing = this.#finish(hashed, index, prepared, signature)
    // Awaited before the next document is finished and at the end of the range; until then a rejection is not unhandled.
    this.#finishing.catch(() => undefined)
    return true
  }

  /**
   * The card's signature, but not before the document before it stands: the first wrong signature stops the batch.
   * Undefined where the PIN does not cover it.
   */
  async #signatureOf({ digest }: PreparedSignature): Promise<Uint8Array | undefined> {
    try {
      const [signature] = await Promise.all([this.#parts.signer.sign(digest), this.#finishing])
      return signature
    } catch (error) {
      if (isHealthCardError(error, 'HC_PIN_NOT_VERIFIED')) return undefined
      throw error
    }
  }

  async #finish(
    hashed: HashedDocument,
    index: number,
    prepared: PreparedSignature,
    signature: Uint8Array,
  ): Promise<void> {
    const { store, journal, ledger, force } = this.#parts
    this.#requireFreshNonce(signature)
    const container = prepared.embed(signature)
    if (await hasChanged(store, hashed)) {
      ledger.markFailed(index, 'HC_INPUT_CHANGED')
      return
    }
    await store.write(hashed.document.output, container.bytes, { force })
    await journal.done(index)
    ledger.markSigned(index)
  }

  /** Two ECDSA signatures with the same r were made with the same nonce, and give the private key away. */
  #requireFreshNonce(signature: Uint8Array): void {
    if (this.#parts.signer.mechanism !== 'ecdsa-sha256') return
    const r = toHex(signature.subarray(0, signature.length / 2))
    if (this.#seenR.has(r)) throw new HealthCardError('HC_SIGNATURE_INVALID', 'the card used a nonce twice')
    this.#seenR.add(r)
  }
}

/** Only its content counts: a backup that touches a document must not cost a signature that was paid for with a PIN. */
async function hasChanged(store: DocumentStore, { document, sha256 }: HashedDocument): Promise<boolean> {
  if (await document.isUnchanged()) return false
  const now = await unlessChanged(store.digest(document.input, 'sha256'))
  return !now || !equalBytes(now, sha256)
}

/** Undefined where the document is no longer what it was, or is gone. */
async function unlessChanged<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isHealthCardError(error, 'HC_INPUT_CHANGED', 'HC_INPUT_UNUSABLE')) return undefined
    throw error
  }
}
