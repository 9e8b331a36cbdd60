import type { CardSession } from '../card/card-session.js'
import { computeSignature, selectSigningKey } from '../card/private-key.js'
import { digestInfo } from '../signing/digest-info.js'
import type { DigestSigner } from '../signing/digest-signer.js'
import type { SigningKey } from './signing-key.js'

/**
 * Selects the key on the card, once for the whole batch, and gives it as a signer of digests. Whoever selects a folder or
 * an environment afterwards takes the key away again.
 *
 * @throws HealthCardError what `selectSigningKey` throws; `sign` throws what `computeSignature` throws
 */
export async function cardDigestSigner(session: CardSession, signing: SigningKey): Promise<DigestSigner> {
  const { key, algorithm, mechanism, certificate } = signing
  await session.enterFresh(key.folder)
  await selectSigningKey(session, key, algorithm)
  const input = mechanism === 'rsa-pkcs1-sha256' ? digestInfo : (digest: Uint8Array): Uint8Array => digest
  return { certificate, mechanism, sign: (digest) => computeSignature(session, input(digest)) }
}
