import { createHash } from 'node:crypto'
import type { SignatureMechanism } from '../../src/certificates/signature-algorithm.js'
import { cadesAttached, cadesDetached } from '../../src/signing/cades.js'
import type { SignedContainer } from '../../src/signing/prepared-signature.js'
import { signPlain, type Credential } from './openssl-pki.js'

/** Signs a content with a key in software, detached unless told otherwise. */
export function signCades(
  { certificate, privateKey }: Credential,
  mechanism: SignatureMechanism,
  content: Uint8Array,
  packaging: 'detached' | 'attached' = 'detached',
): SignedContainer {
  const format = packaging === 'attached' ? cadesAttached : cadesDetached
  const prepared = format({ certificate, mechanism }).prepare({ content }, new Date('2026-11-21T10:00:00Z'))
  return prepared.embed(signPlain(privateKey, mechanism, prepared.toBeSigned))
}

/** The digest provider of a content at hand. */
export function digestsOf(content: Uint8Array): (hash: string) => Uint8Array {
  return (hash) => createHash(hash).update(content).digest()
}
