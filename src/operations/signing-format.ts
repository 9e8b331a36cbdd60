import type { Certificate } from '../certificates/certificate.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import { cadesAttached, cadesDetached } from '../signing/cades.js'
import type { PreparedSignature } from '../signing/prepared-signature.js'
import type { InputDocument } from './documents.js'

/** Who signs, and how the signature is laid down. */
export interface FormatChoice {
  readonly certificate: Certificate
  readonly mechanism: SignatureMechanism
  readonly chain: readonly Certificate[]
  readonly attached: boolean
}

/** A format that fetches as much of a document as it needs: its hash, or all of it. */
export interface DocumentFormat {
  prepare(document: InputDocument, sha256: Uint8Array, signingTime: Date): Promise<PreparedSignature>
  /** The prepared signature of then, whose exact bytes a journal kept. `document` is needed for attached signatures. */
  restore(document: InputDocument | undefined, sha256: Uint8Array, toBeSigned: Uint8Array): Promise<PreparedSignature>
}

/** The format of a batch, with everything that is the same for all of its documents made once. */
export function documentFormat(choice: FormatChoice): DocumentFormat {
  if (!choice.attached) {
    const format = cadesDetached(choice)
    return {
      prepare: (_, contentDigest, signingTime) => Promise.resolve(format.prepare({ contentDigest }, signingTime)),
      restore: (_, contentDigest, toBeSigned) => Promise.resolve(format.restore({ contentDigest }, toBeSigned)),
    }
  }
  const format = cadesAttached(choice)
  return {
    prepare: async (document, _, signingTime) => format.prepare({ content: await document.content() }, signingTime),
    restore: async (document, _, toBeSigned) =>
      format.restore({ content: (await document?.content()) ?? new Uint8Array(0) }, toBeSigned),
  }
}
