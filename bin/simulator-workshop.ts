import type { SimulatedCardCounters, Simulator } from '../src/cli/adapters.js'
import { isHealthCardError } from '../src/errors/health-card-error.js'
import { openSimulatedCard } from '../simulator/card/simulated-card.js'
import { createSimulatedCard } from './create-simulated-card.js'
import { cardOptions } from './simulated-transport.js'
import { translatingErrors } from './simulator-errors.js'

/** Makes simulated cards and asks them for their counters. */
export const simulatorWorkshop: Simulator = {
  create: createSimulatedCard,
  async counters(image, simulation, waitMs) {
    try {
      return await translatingErrors(`sim:${image}`, async (): Promise<SimulatedCardCounters> => {
        const card = await openSimulatedCard(cardOptions(image, simulation, waitMs))
        await card.close()
        return { image, ...card.counters() }
      })
    } catch (error) {
      // A card that is in use counts on; its counters can be asked for later.
      if (!isHealthCardError(error, 'HC_CARD_BUSY')) throw error
      return { image, iccsn: null, cardName: null, signatures: {}, passwords: {}, code: error.code }
    }
  },
}
