import { setKey } from '../cos/manage-security-environment.js'
import { psoComputeDigitalSignature } from '../cos/pso-compute-digital-signature.js'
import { readPublicKey, type CardPublicKey } from '../cos/read-public-key.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { CardSession } from './card-session.js'
import { signatureAlgorithmId, type KeyEntry, type SignatureAlgorithm } from './object-system.js'

/** A signature, or the statement that the PIN no longer covers one (6982). */
export type SignatureResult =
  { readonly kind: 'signature'; readonly signature: Uint8Array } | { readonly kind: 'securityStatusNotSatisfied' }

/** `key` where the card gives it out; the other kinds as in {@link readPublicKey}. */
export type PublicKeyResult =
  { readonly kind: 'key'; readonly key: CardPublicKey } | { readonly kind: 'notGenerated' | 'notFound' | 'refused' }

/** Reads the public part of a key pair. */
export async function readKey(session: CardSession, key: KeyEntry): Promise<PublicKeyResult> {
  await session.enter(key.folder)
  return session.run(readPublicKey(key.reference, session.extendedLength))
}

/**
 * Selects a key for signatures in its folder. Once per batch: the card keeps it.
 *
 * @throws HealthCardError `HC_CARD_KEY_MISSING` where the card has no such key, `HC_CARD_OPERATION_REFUSED` where the key
 *   does not list the algorithm.
 */
export async function selectSigningKey(
  session: CardSession,
  key: KeyEntry,
  algorithm: SignatureAlgorithm,
): Promise<void> {
  await session.enter(key.folder)
  const { kind } = await session.run(setKey('signature', key.reference, signatureAlgorithmId[algorithm]))
  if (kind === 'selected') return
  // One STARCOS 3.7 card answers 6A81 to the algorithm identifier that the specification prescribes and takes the bare
  // key reference (card-facts §6). What it then signs is checked against the certificate like everything else.
  const bare = kind === 'algorithmNotSupported' ? await session.run(setKey('signature', key.reference)) : { kind }
  if (bare.kind === 'selected') return
  throw new HealthCardError(
    bare.kind === 'keyNotFound' ? 'HC_CARD_KEY_MISSING' : 'HC_CARD_OPERATION_REFUSED',
    `key ${key.reference.toString(16)} cannot be selected for ${algorithm}: ${bare.kind}`,
    { object: key.certificate, algorithm },
  )
}

/**
 * One signature with the selected key.
 *
 * @param input - as {@link psoComputeDigitalSignature} wants it for the selected algorithm
 * @throws HealthCardError `HC_CARD_OPERATION_REFUSED` where the key is not there, not generated or not selected.
 */
export async function computeSignature(session: CardSession, input: Uint8Array): Promise<SignatureResult> {
  const result = await session.run(psoComputeDigitalSignature(input))
  switch (result.kind) {
    case 'signature':
      return result
    case 'securityStatusNotSatisfied':
      return { kind: result.kind }
    case 'keyNotAvailable':
    case 'keyNotFound':
      throw refused('HC_CARD_KEY_MISSING', result.kind)
    case 'algorithmNotSupported':
    case 'noKeySelected':
      throw refused('HC_CARD_OPERATION_REFUSED', result.kind)
  }
}

function refused(code: 'HC_CARD_KEY_MISSING' | 'HC_CARD_OPERATION_REFUSED', why: string): HealthCardError {
  return new HealthCardError(code, `the card makes no signature: ${why}`, { command: 'PSO COMPUTE DIGITAL SIGNATURE' })
}
