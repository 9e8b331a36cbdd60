import { readPinStates, type PinState } from '../pin/pin-state.js'
import type { Card, CardParticulars } from './card.js'
import { summarise, type CertificateSummary } from './certificates.js'
import { withCard } from './card-selection.js'
import { expiryWarnings, type ExpiryWarning } from './expiry-warnings.js'
import { holderOf, type HolderFacts } from './holder.js'
import type { Workplace } from './workplace.js'

/** Everything a card tells without a secret. */
export interface CardDetails extends CardParticulars {
  readonly reader: string
  readonly kind: string
  readonly generation: string | null
  readonly iccsn: string
  readonly holder: HolderFacts | null
  /** Signatures that one entry of the signature PIN allows; null: any number, or no such PIN. */
  readonly signatureLimit: number | null
  readonly pins: readonly PinState[]
  readonly certificates: readonly CertificateSummary[]
  readonly warnings: readonly ExpiryWarning[]
}

/** `card show` */
export function showCard(workplace: Workplace): Promise<CardDetails> {
  return withCard(workplace, async (card, reader) => {
    const now = workplace.clock()
    const { kind, generation, iccsn } = card
    const { files, token, ...particulars } = await card.particulars()
    const certificates = await summarise(card, now)
    return {
      reader,
      kind,
      generation,
      iccsn,
      ...particulars,
      token,
      holder: await holderOf(card),
      signatureLimit: await limitOf(card),
      pins: await readPinStates(card.pins, workplace.memory),
      certificates,
      files,
      warnings: expiryWarnings(certificates, now),
    }
  })
}

async function limitOf(card: Card): Promise<number | null> {
  const key = card.keys.find(({ use }) => use === 'qes')
  return key ? await card.signatureLimit(key) : null
}
