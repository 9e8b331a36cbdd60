import type { CardTransport } from '../src/apdu/transport.js'
import type { SimulationOptions } from '../src/cli/adapters.js'
import { parseDelay } from '../simulator/card/delays.js'
import type { CardImage } from '../simulator/card/image/card-image.js'
import { createSimulatedCard, type SimulatedCard, type SimulatedCardOptions } from '../simulator/card/simulated-card.js'
import { volatileStore } from '../simulator/card/state/log-state-store.js'
import { translatingErrors } from './simulator-errors.js'

/** Options of the simulated card of an image. @throws SimulatorError `delayInvalid` */
export function cardOptions(imagePath: string, simulation: SimulationOptions, waitMs: number): SimulatedCardOptions {
  const { state } = simulation
  return { imagePath, waitMs, ...behaviour(simulation), ...(state !== undefined && { statePath: state }) }
}

/** A card that begins as its image has it and is forgotten with its last user. @throws SimulatorError `delayInvalid` */
export function copyOf(image: CardImage, simulation: SimulationOptions): SimulatedCard {
  return createSimulatedCard({ image, store: volatileStore(), ...behaviour(simulation) })
}

function behaviour({ delays, seed, cos }: SimulationOptions): Pick<SimulatedCardOptions, 'delays' | 'seed' | 'cos'> {
  return {
    delays: new Map(delays.map(parseDelay)),
    ...(seed !== undefined && { seed }),
    ...(cos !== undefined && { cos }),
  }
}

/** A simulated card whose errors are those of the catalogue. */
export function simulatedTransport(reader: string, card: SimulatedCard): CardTransport {
  return {
    get atr() {
      return card.atr
    },
    extendedLength: card.extendedLength,
    transmit: (command) => translatingErrors(reader, () => card.transmit(command)),
    hold: () => card.hold(),
    close: () => card.close(),
  }
}
