import type { CardTransport } from '../src/apdu/transport.js'
import { openSimulatedCard, type SimulatedCardOptions } from '../simulator/card/simulated-card.js'
import { FaultPlan } from '../simulator/reader/faults/fault-plan.js'
import { FaultyCard } from '../simulator/reader/faults/faulty-card.js'
import { FaultyMedium } from '../simulator/reader/faults/faulty-medium.js'
import { parseStory } from '../simulator/reader/faults/parse-story.js'
import { translatingReaderErrors } from './reader-errors.js'
import { readStory } from './read-story.js'
import { simulatedTransport } from './simulated-transport.js'
import { translatingErrors } from './simulator-errors.js'
import { wallClock } from './wall-clock.js'

/** Opens a simulated card; `reader` is the name for errors. */
export type OpenCard = (reader: string, options: SimulatedCardOptions) => Promise<CardTransport>

/** Opens cards to which nothing happens. */
export const openSoundCard: OpenCard = async (reader, options) =>
  simulatedTransport(reader, await openSimulatedCard(options))

/**
 * Opens cards to which the story in a file happens. It goes through all connections of this process: their commands are
 * counted on.
 */
export function openFaultyCards(file: string): OpenCard {
  const reading = translatingReaderErrors(async () => new FaultPlan(parseStory(await readStory(file)), wallClock.jump))
  // Whoever opens the first card is told.
  reading.catch(() => undefined)
  return async (reader, options) => {
    const plan = await reading
    const card = await openSimulatedCard({ ...options, wrapMedium: (medium) => new FaultyMedium(medium, plan) })
    const faulty = new FaultyCard(card, plan)
    return {
      ...simulatedTransport(reader, card),
      get atr() {
        return card.atr
      },
      transmit: (command) => translatingErrors(reader, () => faulty.transmit(command)),
    }
  }
}
