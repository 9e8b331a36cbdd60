import { setKey } from '../cos/manage-security-environment.js'
import type { PrivateKeyRefusal } from '../cos/private-key-refusals.js'
import { psoComputeDigitalSignature } from '../cos/pso-compute-digital-signature.js'
import { readPublicKey, type CardPublicKey } from '../cos/read-public-key.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { CardSession } from './card-session.js'
import { signatureAlgorithmId, type KeyEntry, type SignatureAlgorithm } from './object-system.js'

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
 * One signature with the selected key: r‖s for ECDSA, else the RSA block.
 *
 * @param input - as {@link psoComputeDigitalSignature} wants it for the selected algorithm
 * @throws HealthCardError `HC_PIN_NOT_VERIFIED` where the PIN does not cover this signature (6982),
 *   `HC_CARD_KEY_MISSING` where the key is not there or not generated, `HC_CARD_OPERATION_REFUSED`
 */
export async function computeSignature(session: CardSession, input: Uint8Array): Promise<Uint8Array> {
  const result = await session.run(psoComputeDigitalSignature(input))
  if (result.kind === 'signature') return result.signature
  throw new HealthCardError(refusalCodes[result.kind], `the card makes no signature: ${result.kind}`, {
    command: 'PSO COMPUTE DIGITAL SIGNATURE',
    reason: result.kind,
  })
}

const refusalCodes: Readonly<Record<PrivateKeyRefusal, ErrorCode>> = {
  securityStatusNotSatisfied: 'HC_PIN_NOT_VERIFIED',
  keyNotAvailable: 'HC_CARD_KEY_MISSING',
  keyNotFound: 'HC_CARD_KEY_MISSING',
  algorithmNotSupported: 'HC_CARD_OPERATION_REFUSED',
  noKeySelected: 'HC_CARD_OPERATION_REFUSED',
}
