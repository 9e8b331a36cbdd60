import type { PinName } from '../card/object-system.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { CardMemory } from './card-memory.js'
import type { PasswordFacts, PinDevice } from './pin-device.js'
import type { PinSource } from './pin-source.js'
import type { RefusedSecrets } from './refused-secrets.js'

/** What every PIN operation works with besides the card. */
export interface PinDesk {
  readonly source: PinSource
  readonly memory: CardMemory
  readonly refused: RefusedSecrets
  /** The explicit word without which the last try is never spent. */
  readonly allowLastTry: boolean
}

/**
 * The password of that name on this device.
 *
 * @throws HealthCardError `HC_PIN_UNKNOWN` naming those that it has.
 */
export function passwordOf({ passwords }: PinDevice, pin: PinName): PasswordFacts {
  const entry = passwords[pin]
  if (entry) return entry
  throw new HealthCardError('HC_PIN_UNKNOWN', `the card has no ${pin}`, { pin, known: Object.keys(passwords) })
}
