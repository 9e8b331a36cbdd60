import { createHash } from 'node:crypto'
import { equalBytes } from '../bytes/equal.js'
import { buildSignedAttributes, buildSignedData } from '../cms/build-signed-data.js'
import { cmsSigner, type CmsSigner, type SigningIdentity } from '../cms/cms-signer.js'
import { parseSignedAttributes } from '../cms/signed-attributes.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { PreparedSignature, type SignatureFormatName } from './prepared-signature.js'
import type { DigestedDocument, SignatureFormat, WholeDocument } from './signature-format.js'

/**
 * CAdES-B-B beside its document (ETSI EN 319 122-1): `X.p7s`.
 *
 * @throws HealthCardError `HC_CERT_KEY_MISMATCH` if the certificate's key cannot sign by the mechanism.
 */
export function cadesDetached(identity: SigningIdentity): SignatureFormat<DigestedDocument | WholeDocument> {
  return cades('cades-detached', '.p7s', cmsSigner(identity), () => undefined)
}

/**
 * CAdES-B-B with the document inside: `X.p7m`.
 *
 * @throws HealthCardError `HC_CERT_KEY_MISMATCH` if the certificate's key cannot sign by the mechanism.
 */
export function cadesAttached(identity: SigningIdentity): SignatureFormat<WholeDocument> {
  return cades('cades-attached', '.p7m', cmsSigner(identity), ({ content }) => content)
}

function cades<Document extends DigestedDocument | WholeDocument>(
  name: SignatureFormatName,
  suffix: string,
  signer: CmsSigner,
  attachedContent: (document: Document) => Uint8Array | undefined,
): SignatureFormat<Document> {
  const prepare = (document: Document, signingTime: Date | undefined): PreparedSignature => {
    const signedAttributes = buildSignedAttributes(signer, { contentDigest: digestOf(document), signingTime })
    return new PreparedSignature({
      format: name,
      certificate: signer.certificate,
      mechanism: signer.mechanism,
      toBeSigned: signedAttributes,
      assemble: (signature) =>
        buildSignedData(signer, { signedAttributes, signature, content: attachedContent(document) }),
    })
  }
  return {
    name,
    suffix,
    prepare,
    restore(document, toBeSigned) {
      const prepared = prepare(document, parseSignedAttributes(toBeSigned).signingTime)
      if (equalBytes(prepared.toBeSigned, toBeSigned)) return prepared
      throw new HealthCardError('HC_INPUT_CHANGED', 'the prepared signature belongs to another document or signer')
    },
  }
}

function digestOf(document: DigestedDocument | WholeDocument): Uint8Array {
  if ('content' in document) return createHash('sha256').update(document.content).digest()
  return document.contentDigest
}
