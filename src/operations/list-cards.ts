import { CardSession } from '../card/card-session.js'
import type { CardKind } from '../card/object-system.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { isHealthCardError } from '../errors/health-card-error.js'
import { holderOf, type HolderFacts } from './holder.js'
import type { CardLayer, Workplace } from './workplace.js'

/** A card in the list; one that cannot be opened is listed with the reason. */
export interface CardListEntry {
  readonly reader: string
  readonly kind: CardKind | 'unknown'
  readonly generation: string | null
  readonly iccsn: string | null
  readonly holder: HolderFacts | null
  readonly code?: ErrorCode
}

/** `card list`: every card in every reader. */
export async function listCards({ layer }: Workplace): Promise<{ readonly cards: readonly CardListEntry[] }> {
  const cards: CardListEntry[] = []
  for (const { name, card } of await layer.readers()) {
    if (card === 'present') cards.push(await describeCard(layer, name))
  }
  return { cards }
}

async function describeCard(layer: CardLayer, reader: string): Promise<CardListEntry> {
  try {
    await using session = await CardSession.open(await layer.connect(reader))
    const { kind, generation } = session.profile
    return { reader, kind, generation, iccsn: session.iccsn, holder: await holderOf(session) }
  } catch (error) {
    if (!isHealthCardError(error)) throw error
    return { reader, kind: 'unknown', generation: null, iccsn: null, holder: null, code: error.code }
  }
}
