import { realpath } from 'node:fs/promises'
import type { SimulatedCardCounters, Simulator } from '../src/cli/adapters.js'
import { isHealthCardError } from '../src/errors/health-card-error.js'
import { openSimulatedCard } from '../simulator/card/simulated-card.js'
import { askSimulations } from '../simulator/reader/control/control-client.js'
import { ReaderError } from '../simulator/reader/reader-error.js'
import { createSimulatedCard } from './create-simulated-card.js'
import { controlFolder } from './control-folder.js'
import { cardOptions } from './simulated-transport.js'
import { translatingErrors } from './simulator-errors.js'

/** Makes simulated cards and asks them for their counters. */
export function simulatorWorkshop(stateFolder: string): Simulator {
  return {
    create: createSimulatedCard,
    async counters(image, simulation, waitMs) {
      try {
        return await translatingErrors(`sim:${image}`, async (): Promise<SimulatedCardCounters> => {
          const card = await openSimulatedCard(cardOptions(image, simulation, waitMs))
          await card.close()
          return { image, ...card.counters() }
        })
      } catch (error) {
        if (!isHealthCardError(error, 'HC_CARD_BUSY')) throw error
        // A card in one of our readers tells while it works. Another that is in use counts on and can be asked later.
        const held = await countersInReader(controlFolder(stateFolder), image)
        return held ?? { image, iccsn: null, cardName: null, signatures: {}, passwords: {}, code: error.code }
      }
    },
  }
}

async function countersInReader(folder: string, image: string): Promise<SimulatedCardCounters | undefined> {
  try {
    const wanted = await realpath(image)
    const cards = await askSimulations(folder, { verb: 'counters' })
    const paths = await Promise.all(cards.map(async (card) => [await realpath(card.image), card] as const))
    const found = paths.find(([path]) => path === wanted)?.[1]
    return found && { ...found, image }
  } catch (error) {
    // No reader is running.
    if (error instanceof ReaderError) return undefined
    throw error
  }
}
