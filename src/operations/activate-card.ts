import { HealthCardError } from '../errors/health-card-error.js'
import { activatePins, activationOrder, type ActivationStep } from '../pin/activate-pins.js'
import { cardIdentity, type CardIdentity } from './card-identity.js'
import { withCard } from './card-selection.js'
import { deskOf } from './pins.js'
import type { Workplace } from './workplace.js'

export type { ActivationStep } from '../pin/activate-pins.js'

/** `card activate`: what was done or found for each PIN. */
export interface ActivationReport {
  readonly card: CardIdentity
  readonly pins: readonly ActivationStep[]
}

/**
 * Gives a new card its PINs by the Transport-PINs of the issuer's letter; continues where an earlier run stopped.
 *
 * @param onStep - told after each PIN
 * @throws HealthCardError `HC_CARD_KIND_WRONG` for a card that is not activated this way (an eGK), and those of the PIN layer.
 */
export function activateCard(workplace: Workplace, onStep: (step: ActivationStep) => void): Promise<ActivationReport> {
  return withCard(workplace, async (card) => {
    if (activationOrder(card.pins).length === 0) {
      const { kind } = card
      throw new HealthCardError('HC_CARD_KIND_WRONG', `a card of kind ${kind} has no PIN to activate`, { kind })
    }
    const pins: ActivationStep[] = []
    await activatePins(card.pins, deskOf(workplace), (step) => {
      pins.push(step)
      onStep(step)
    })
    return { card: cardIdentity(card), pins }
  })
}
