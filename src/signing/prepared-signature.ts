import { createHash } from 'node:crypto'
import type { Certificate } from '../certificates/certificate.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import { verifySignature } from '../certificates/verify-signature.js'
import { HealthCardError } from '../errors/health-card-error.js'

/** Formats that can be made. */
export type SignatureFormatName = 'cades-detached' | 'cades-attached'

/** What a format hands over when a document is ready to be signed. */
export interface PreparedParts {
  readonly format: SignatureFormatName
  readonly certificate: Certificate
  readonly mechanism: SignatureMechanism
  /** The bytes that the signature is over. */
  readonly toBeSigned: Uint8Array
  /** Puts a checked signature (r‖s for ECDSA) into its container. */
  readonly assemble: (signature: Uint8Array) => Uint8Array
}

/** A container with a signature in it that was checked. Only {@link PreparedSignature.embed} makes one. */
class CheckedContainer {
  readonly format: SignatureFormatName
  readonly bytes: Uint8Array
  // Not public, so that the type is nominal: an object that merely looks like a container is none.
  protected readonly checked = true

  constructor(format: SignatureFormatName, bytes: Uint8Array) {
    this.format = format
    this.bytes = bytes
  }
}

/** What a writer accepts: signed, and checked against the signer's certificate. */
export type SignedContainer = CheckedContainer

/**
 * A document ready to be signed: second stage of prepare → sign → embed. It can be used once, because a container must never
 * leave twice with two signatures over one set of attributes.
 */
export class PreparedSignature {
  readonly format: SignatureFormatName
  readonly certificate: Certificate
  readonly mechanism: SignatureMechanism
  /** The bytes that the signature is over; kept in a journal they bring this stage back (`SignatureFormat.restore`). */
  readonly toBeSigned: Uint8Array
  /** SHA-256 of `toBeSigned`: what the card gets. */
  readonly digest: Uint8Array
  #assemble: ((signature: Uint8Array) => Uint8Array) | undefined

  constructor({ format, certificate, mechanism, toBeSigned, assemble }: PreparedParts) {
    this.format = format
    this.certificate = certificate
    this.mechanism = mechanism
    this.toBeSigned = toBeSigned
    this.digest = createHash('sha256').update(toBeSigned).digest()
    this.#assemble = assemble
  }

  /** Whether a signature (r‖s for ECDSA) belongs to this document and to the certificate's key. */
  fits(signature: Uint8Array): boolean {
    return verifySignature(this.certificate.publicKey, this.mechanism, this.toBeSigned, signature)
  }

  /**
   * Checks the signature with the certificate's key and puts it into its container.
   *
   * @param signature - r‖s for ECDSA, else the RSA block, as a {@link DigestSigner} gives it
   * @throws HealthCardError `HC_SIGNATURE_INVALID` if it does not belong to this document and certificate: the key and the
   * certificate are not a pair, or the device failed. Nothing can be written then.
   * @throws HealthCardError `HC_INTERNAL` at a second use, also after a failed first.
   */
  embed(signature: Uint8Array): SignedContainer {
    const assemble = this.#assemble
    this.#assemble = undefined
    if (!assemble) throw new HealthCardError('HC_INTERNAL', 'a prepared signature can be used once')
    if (!this.fits(signature)) {
      throw new HealthCardError('HC_SIGNATURE_INVALID', 'the signature does not fit the certificate', {
        mechanism: this.mechanism,
        fingerprint: this.certificate.fingerprint,
      })
    }
    return new CheckedContainer(this.format, assemble(signature))
  }
}
