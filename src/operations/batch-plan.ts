import { describeSigner } from '../certificates/describe-signer.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { padFor } from '../pin/pad-entry.js'
import { requestFor } from '../pin/verify-pin.js'
import type { BatchPlan } from './batch-report.js'
import { cardIdentity } from './card-identity.js'
import type { Card, SigningKey } from './card.js'
import type { InputDocument } from './documents.js'
import { moneyText } from './money-text.js'
import { deskOf } from './pins.js'
import type { Workplace } from './workplace.js'

/**
 * Works out what is about to happen, so that the person sees it before the PIN, and refuses what cannot succeed: a PIN
 * that is blocked or in transport state.
 *
 * @throws HealthCardError those of the try guard, `HC_PIN_TRANSPORT_STATE`
 */
export async function planBatch(
  workplace: Workplace,
  card: Card,
  reader: string,
  signing: SigningKey,
  documents: readonly InputDocument[],
  batchId: string,
): Promise<BatchPlan> {
  const { key, certificate, mechanism } = signing
  const { triesLeft } = await requestFor(card.pins, key.password, deskOf(workplace))
  const signaturesPerEntry = await card.signatureLimit(key)
  const pinEntries = signaturesPerEntry === null ? 1 : Math.ceil(documents.length / signaturesPerEntry)
  const { name, profession, telematikId, test } = describeSigner(certificate)
  return {
    batchId,
    reader,
    card: cardIdentity(card),
    signer: {
      name,
      profession: profession ?? null,
      telematikId: telematikId ?? null,
      test,
      monetaryLimit: moneyText(certificate),
      restriction: certificate.restriction ?? null,
    },
    certificate: {
      sha256: certificate.fingerprint,
      notAfter: certificate.notAfter.toISOString(),
      expired: workplace.clock() > certificate.notAfter,
    },
    revocation: 'notChecked',
    key: key.name,
    mechanism,
    pin: key.password,
    triesLeft,
    signaturesPerEntry,
    pinEntries,
    documents: documents.map(({ input, output, sizeBytes }) => ({ input, output, sizeBytes })),
  }
}

/**
 * Refuses a batch that needs more PIN entries than a stream holds: it would stop half-way.
 *
 * @throws HealthCardError `HC_PIN_MISSING`; with the numbers where the batch needs several entries
 */
export function requirePins(
  card: Card,
  { pins }: Workplace,
  { pin, pinEntries: needed }: Pick<BatchPlan, 'pin' | 'pinEntries'>,
): void {
  if (padFor(card.pins, pins, [{ pin, role: 'pin' }])) return
  const available = pins.available(pin, 'pin')
  if (available >= needed) return
  throw new HealthCardError('HC_PIN_MISSING', `${needed} entries of ${pin} are needed, ${available} are there`, {
    pin,
    secret: pin,
    ...(needed > 1 && { needed, available }),
  })
}
