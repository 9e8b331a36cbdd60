import type { CardSession } from '../card/card-session.js'
import type { PasswordEntry, PinName } from '../card/object-system.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { CardMemory } from './card-memory.js'
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
 * The password of that name on this card.
 *
 * @throws HealthCardError `HC_PIN_UNKNOWN` naming those that the card has.
 */
export function passwordOf(session: CardSession, pin: PinName): PasswordEntry {
  const entry = session.profile.passwords[pin]
  if (entry) return entry
  const known = Object.keys(session.profile.passwords)
  throw new HealthCardError('HC_PIN_UNKNOWN', `the card has no ${pin}`, { pin, known })
}

/**
 * Goes where the password can be addressed. A password of the MF is found from every folder (gemSpec_COS N020.700), and
 * leaving an application would clear the status of its own passwords.
 */
export async function approach(session: CardSession, entry: PasswordEntry): Promise<void> {
  if (entry.folder !== 'MF') await session.enter(entry.folder)
}
