import type { PreparedSignature, SignatureFormatName } from './prepared-signature.js'

/** A document of which the SHA-256 is enough, however large it is. */
export interface DigestedDocument {
  readonly contentDigest: Uint8Array
}

/** A document that goes into its container. */
export interface WholeDocument {
  readonly content: Uint8Array
}

/**
 * One way to lay a signature down, for one signer: what is constant for the signer is made once, when the format is. A
 * format sees neither card nor PIN nor file.
 */
export interface SignatureFormat<Document> {
  readonly name: SignatureFormatName
  /** What the output's name has behind the document's. */
  readonly suffix: string

  /** @param signingTime - the time that the signer claims, in whole seconds */
  prepare(document: Document, signingTime: Date): PreparedSignature

  /**
   * Brings back a prepared signature whose `toBeSigned` a journal kept, so that a signature which the card has already made
   * is not lost.
   *
   * @throws HealthCardError `HC_INPUT_CHANGED` if document or signer are not those of then.
   * @throws HealthCardError `HC_SIGNATURE_MALFORMED` if `toBeSigned` is damaged.
   */
  restore(document: Document, toBeSigned: Uint8Array): PreparedSignature
}
