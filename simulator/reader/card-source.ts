import { openSimulatedCard, type SimulatedCardOptions } from '../card/simulated-card.js'
import type { CardCounters } from '../card/card-counters.js'
import { FaultyCard } from './faults/faulty-card.js'
import { FaultyMedium } from './faults/faulty-medium.js'
import type { FaultPlan } from './faults/fault-plan.js'
import type { ReaderCard } from './reader-card.js'

/** A card that can be put into a reader, again and again: each time its state is read anew. */
export interface CardSource {
  readonly imagePath: string
  /** @throws SimulatorError where image or state cannot be used, or somebody else has the card */
  open(plan: FaultPlan): Promise<OpenedCard>
}

/** A card in somebody's hand. */
export interface OpenedCard {
  readonly card: ReaderCard
  /** The card's own counters; they can be asked for after closing, too. */
  counters(): CardCounters
}

/** The card of an image, with faults where its reader's plan has some. */
export function imageCard(options: SimulatedCardOptions): CardSource {
  return {
    imagePath: options.imagePath,
    async open(plan) {
      const card = await openSimulatedCard({ ...options, wrapMedium: (medium) => new FaultyMedium(medium, plan) })
      return { card: new FaultyCard(card, plan), counters: () => card.counters() }
    },
  }
}
