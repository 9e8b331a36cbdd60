import { algorithmEnded } from '../certificates/algorithm-ended.js'
import type { Certificate } from '../certificates/certificate.js'
import { isKeyOf } from '../certificates/is-key-of.js'
import type { SignatureMechanism } from '../certificates/signature-algorithm.js'
import { signingPurpose } from '../certificates/signing-purpose.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { SignRequest } from './batch-report.js'
import type { Card, CardKey, CardKeyUse, CardPublicKey, SigningKey } from './card.js'

/**
 * Finds the key and checks, before any PIN, all that can be wrong with it: that it signs documents, that its certificate
 * is there, belongs to it, is for this use and in its time, and that its algorithm may still be used.
 *
 * @throws HealthCardError `HC_CARD_KEY_MISSING`, `HC_CARD_KEY_AMBIGUOUS`, `HC_CARD_OPERATION_REFUSED`, `HC_CERT_MISSING`,
 *   `HC_CERT_USAGE_WRONG`, `HC_CERT_KEY_MISMATCH`, `HC_CERT_EXPIRED`, `HC_CERT_NOT_YET_VALID`, `HC_CERT_ALGORITHM_ENDED`
 */
export async function findSigningKey(
  card: Card,
  choice: Pick<SignRequest, 'key' | 'mechanism' | 'allowExpired'>,
  now: Date,
): Promise<SigningKey> {
  const { key, publicKey, certificate } = await chooseUsable(card, candidates(card, choice.key), now)
  const mechanism = chooseMechanism(key, choice.mechanism)
  requirePurpose(key, certificate)
  requireOwnKey(key, publicKey, certificate)
  requireValidity(certificate, now, choice.allowExpired)
  requireLivingAlgorithm(key, certificate, now)
  return { key, mechanism, certificate }
}

/**
 * Between the plan and the PIN somebody else may have had the card.
 *
 * @throws HealthCardError `HC_CERT_KEY_MISMATCH`
 */
export async function requireSameCertificate(
  card: Card,
  { key, certificate }: Pick<SigningKey, 'key' | 'certificate'>,
): Promise<void> {
  const found = await card.certificate(key.certificate)
  if (found.state === 'present' && found.certificate.fingerprint === certificate.fingerprint) return
  throw new HealthCardError('HC_CERT_KEY_MISMATCH', 'the card has another certificate than before', {
    object: key.name,
  })
}

/** Ways to sign as the command line calls them. */
const mechanismOf = {
  ecdsa: 'ecdsa-sha256',
  pss: 'rsa-pss-sha256',
  pkcs1: 'rsa-pkcs1-sha256',
} as const satisfies Readonly<Record<string, SignatureMechanism>>

/** The command line's name for a way to sign. */
export function mechanismChoice(mechanism: SignatureMechanism): NonNullable<SignRequest['mechanism']> {
  return mechanism === 'ecdsa-sha256' ? 'ecdsa' : mechanism === 'rsa-pss-sha256' ? 'pss' : 'pkcs1'
}

/** Keys of these uses sign documents; the first use that a card has is its default. */
const documentUses: readonly CardKeyUse[] = ['qes', 'osig', 'sig']

/** The keys that a person may mean by a use (`qes`) or an object name, the preferred one first. */
function candidates({ keys }: Card, wanted: string | undefined): CardKey[] {
  const meant = wanted ?? documentUses.find((use) => keys.some((key) => key.use === use))
  const found = keys.filter(({ name, label, use }) => [name, label, use].includes(meant))
  const foreign = found.find(({ use }) => !documentUses.includes(use))
  if (foreign) {
    const { name, use } = foreign
    throw new HealthCardError('HC_CARD_OPERATION_REFUSED', `${name} does not sign documents`, { object: name, use })
  }
  if (found.length > 0) return found
  const known = keys.filter(({ use }) => documentUses.includes(use)).map(({ name }) => name)
  throw new HealthCardError('HC_CARD_KEY_MISSING', `no key ${meant ?? ''} that signs documents`, {
    object: meant,
    known,
  })
}

interface UsableKey {
  readonly key: CardKey
  readonly publicKey: CardPublicKey
  readonly certificate: Certificate
}

/**
 * The first key that exists and has a certificate: a card carries places for keys that its issuer never filled. Where the
 * card does not say which it prefers, there must be one alone; certificates out of their time do not count beside one in it.
 */
async function chooseUsable(card: Card, keys: readonly CardKey[], now: Date): Promise<UsableKey> {
  const usable: UsableKey[] = []
  const missing: HealthCardError[] = []
  for (const key of keys) {
    const publicKey = await card.publicKey(key)
    const found = await card.certificate(key.certificate)
    if (publicKey.kind === 'notGenerated' || publicKey.kind === 'notFound') missing.push(noKey(key, publicKey.kind))
    else if (found.state === 'present') usable.push({ key, publicKey, certificate: found.certificate })
    else missing.push(noCertificate(key, found.state))
    if (card.keysAreRanked && usable[0]) return usable[0]
  }
  const valid = usable.filter(({ certificate: { notBefore, notAfter } }) => now >= notBefore && now <= notAfter)
  const [first, ...others] = valid.length > 0 ? valid : usable
  if (!first) throw missing[0] ?? new HealthCardError('HC_INTERNAL', 'no key to choose from')
  if (others.length === 0) return first
  const known = [first, ...others].map(({ key }) => key.name)
  throw new HealthCardError('HC_CARD_KEY_AMBIGUOUS', `several keys fit: ${known.join(', ')}`, { known })
}

function noKey({ name }: CardKey, why: string): HealthCardError {
  return new HealthCardError('HC_CARD_KEY_MISSING', `the card has no key in ${name}: ${why}`, { object: name, why })
}

function noCertificate({ certificate }: CardKey, state: string): HealthCardError {
  const code = state === 'malformed' ? 'HC_CERT_MALFORMED' : 'HC_CERT_MISSING'
  return new HealthCardError(code, `no certificate in ${certificate}: ${state}`, { object: certificate, state })
}

function chooseMechanism({ name, mechanisms, lacks }: CardKey, choice: SignRequest['mechanism']): SignatureMechanism {
  const [preferred] = mechanisms
  const wanted = choice === undefined ? preferred : mechanismOf[choice]
  if (wanted !== undefined && mechanisms.includes(wanted)) return wanted
  throw new HealthCardError('HC_CARD_OPERATION_REFUSED', `${name} does not sign by ${choice ?? 'any mechanism'}`, {
    object: name,
    mechanism: choice,
    known: mechanisms.map(mechanismChoice),
    lacks,
  })
}

function requirePurpose({ name, use }: CardKey, certificate: Certificate): void {
  const purpose = signingPurpose(certificate)
  if (purpose.kind === use) return
  const why = purpose.kind === 'refused' ? purpose.why : purpose.kind
  throw new HealthCardError('HC_CERT_USAGE_WRONG', `the certificate of ${name} is not for ${use}: ${why}`, {
    object: name,
    why,
  })
}

function requireOwnKey({ name, certificate: file }: CardKey, publicKey: CardPublicKey, certificate: Certificate): void {
  // A card may keep its public keys to itself. Then the first signature is the proof: it is checked against the
  // certificate before anything is written.
  if (publicKey.kind !== 'key' || isKeyOf(certificate, publicKey.key)) return
  throw new HealthCardError('HC_CERT_KEY_MISMATCH', `${file} is not the certificate of ${name}`, { object: file })
}

function requireValidity(certificate: Certificate, now: Date, allowExpired: boolean): void {
  const { notBefore, notAfter, isTestOnly } = certificate
  if (now >= notBefore && now <= notAfter) return
  if (allowExpired && isTestOnly) return
  const early = now < notBefore
  throw new HealthCardError(
    early ? 'HC_CERT_NOT_YET_VALID' : 'HC_CERT_EXPIRED',
    `the certificate is valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
    { notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString(), test: isTestOnly },
  )
}

function requireLivingAlgorithm({ name }: CardKey, certificate: Certificate, now: Date): void {
  if (certificate.isTestOnly || !algorithmEnded(certificate, now)) return
  throw new HealthCardError('HC_CERT_ALGORITHM_ENDED', `${certificate.keyAlgorithm} may no longer be used for QES`, {
    object: name,
    algorithm: certificate.keyAlgorithm,
  })
}
