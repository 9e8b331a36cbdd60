import { readPinStates, type PinState } from '../../pin/pin-state.js'
import type { Card } from '../card.js'
import type { CardMemory } from '../workplace.js'
import { found, refused, refusedBy, type Check } from './check.js'

/** The state of every PIN of a card. */
export async function checkPins({ pins, iccsn }: Card, memory: CardMemory): Promise<Check[]> {
  try {
    const states = await readPinStates(pins, memory)
    return states.filter(({ status }) => status !== 'missing').map((state) => checkPin(state, iccsn))
  } catch (error) {
    return [refusedBy('pin', error, { iccsn })]
  }
}

function checkPin({ pin, status, triesLeft, changeInterrupted }: PinState, iccsn: string): Check {
  const facts = { pin, iccsn, status, triesLeft, changeInterrupted }
  switch (status) {
    case 'blocked':
      return refused('pin', 'HC_PIN_BLOCKED', facts)
    case 'transportPin':
    case 'leerPin':
      return refused('pin', 'HC_PIN_TRANSPORT_STATE', facts)
    case 'disabled':
      return found('pinNotNeeded', facts)
    case 'notReadable':
    case 'missing':
      return found('pinNotTold', facts)
    case 'verified':
    case 'notVerified':
      if (changeInterrupted) return found('pinChangeInterrupted', facts)
      return found(triesLeft === 1 ? 'pinOneTryLeft' : 'pinActive', facts)
  }
}
