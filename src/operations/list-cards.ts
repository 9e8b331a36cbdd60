import type { ErrorCode } from '../errors/catalogue.js'
import { isHealthCardError } from '../errors/health-card-error.js'
import type { AnyCardKind } from './card.js'
import { connectCard } from './connect-card.js'
import { holderOf, type HolderFacts } from './holder.js'
import { holdsCard, type CardLayer, type Workplace } from './workplace.js'

/** A card in the list; one that cannot be opened is listed with the reason. */
export interface CardListEntry {
  readonly reader: string
  readonly kind: AnyCardKind | 'unknown'
  readonly generation: string | null
  readonly iccsn: string | null
  /** Name that the owner of a token gave it. */
  readonly label: string | null
  readonly holder: HolderFacts | null
  readonly code?: ErrorCode
}

/** A card that takes longer than this for one answer is listed as silent: the others shall not wait for it. */
const PATIENCE_MS = 1300

/** `card list`: every card in every reader, all at the same time. */
export async function listCards({ layer }: Workplace): Promise<{ readonly cards: readonly CardListEntry[] }> {
  const filled = (await layer.readers()).filter(holdsCard)
  return { cards: await Promise.all(filled.map(({ name }) => describeCard(layer, name))) }
}

async function describeCard(layer: CardLayer, reader: string): Promise<CardListEntry> {
  try {
    await using card = await connectCard(layer, reader, PATIENCE_MS)
    const { kind, generation, iccsn, label } = card
    return { reader, kind, generation, iccsn, label, holder: await holderOf(card) }
  } catch (error) {
    if (!isHealthCardError(error)) throw error
    return { reader, kind: 'unknown', generation: null, iccsn: null, label: null, holder: null, code: error.code }
  }
}
