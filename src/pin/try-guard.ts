import { HealthCardError } from '../errors/health-card-error.js'
import type { PinDesk } from './pin-desk.js'
import type { PinState } from './pin-state.js'

/**
 * Stands before every attempt: refuses one that cannot succeed, and the last one without an explicit word.
 *
 * @throws HealthCardError `HC_PIN_BLOCKED`, `HC_PIN_LAST_TRY`, `HC_PIN_UNKNOWN`
 */
export function guardTries({ pin, status, triesLeft }: PinState, { allowLastTry }: PinDesk): void {
  if (status === 'missing') throw new HealthCardError('HC_PIN_UNKNOWN', `the card has no ${pin}`, { pin })
  if (status === 'blocked') throw blocked(pin)
  if (allowLastTry) return
  // Not a statement of the card: in transport state it hides the counter, and this is what was last seen of it.
  if (triesLeft === 0) throw blocked(pin)
  if (triesLeft === 1) {
    throw new HealthCardError('HC_PIN_LAST_TRY', `${pin} has one try left`, { pin, triesLeft })
  }
}

/** The PIN is blocked; the PUK may help. */
export function blocked(pin: string): HealthCardError {
  return new HealthCardError('HC_PIN_BLOCKED', `${pin} is blocked`, { pin, triesLeft: 0 })
}

/**
 * The same for a PUK, whose uses no card tells: only what was last seen of them is known.
 *
 * @throws HealthCardError `HC_PUK_USED_UP`, `HC_PIN_LAST_TRY`
 */
export function guardPukUses(pin: string, usesLeft: number | null, { allowLastTry }: PinDesk): void {
  if (allowLastTry) return
  if (usesLeft === 0) throw pukUsedUp(pin)
  if (usesLeft === 1) {
    throw new HealthCardError('HC_PIN_LAST_TRY', `the PUK of ${pin} has one use left`, {
      pin: `${pin}.puk`,
      triesLeft: usesLeft,
    })
  }
}

/** No PUK will unblock this PIN any more. */
export function pukUsedUp(pin: string): HealthCardError {
  return new HealthCardError('HC_PUK_USED_UP', `the PUK of ${pin} is used up`, { pin, triesLeft: 0 })
}
