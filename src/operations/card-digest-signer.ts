import type { CardSession } from '../card/card-session.js'
import { computeSignature, selectSigningKey } from '../card/private-key.js'
import { digestInfo } from '../signing/digest-info.js'
import type { DigestSigner } from '../signing/digest-signer.js'
import type { SigningKey } from './signing-key.js'

/**
 * Selects the key on the card, once for all signatures of a PIN entry. Whoever selects a folder or an environment
 * afterwards, or resets the card, takes the key away again.
 *
 * @throws HealthCardError what `selectSigningKey` throws
 */
export async function selectKey(session: CardSession, { key, algorithm }: SigningKey): Promise<void> {
  await session.enterFresh(key.folder)
  await selectSigningKey(session, key, algorithm)
}

/** The selected key as a signer of digests; `sign` throws what `computeSignature` throws. */
export function cardDigestSigner(session: CardSession, { mechanism, certificate }: SigningKey): DigestSigner {
  const input = mechanism === 'rsa-pkcs1-sha256' ? digestInfo : (digest: Uint8Array): Uint8Array => digest
  return { certificate, mechanism, sign: (digest) => computeSignature(session, input(digest)) }
}
