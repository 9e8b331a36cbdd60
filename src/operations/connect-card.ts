import type { Card } from './card.js'
import { HealthCard } from './health-card.js'
import type { CardLayer } from './workplace.js'

/**
 * The card in the reader of that name, powered and recognised.
 *
 * @param patienceMs - how long the card may take for anything from now on; the layer's own times where not said
 * @throws HealthCardError what the layer throws; `HC_CARD_KIND_WRONG`, `HC_CARD_DATA_MALFORMED`
 */
export async function connectCard(layer: CardLayer, reader: string, patienceMs?: number): Promise<Card> {
  const connected = await layer.connect(reader, patienceMs)
  return 'transmit' in connected ? await HealthCard.open(connected) : connected
}
