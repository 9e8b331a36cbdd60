import type { PinName } from '../card/object-system.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { activationOrder } from '../pin/activate-pins.js'
import { changePin } from '../pin/change-pin.js'
import type { PinDesk } from '../pin/pin-desk.js'
import { readPinStates, type PinState } from '../pin/pin-state.js'
import { unblockPin, type UnblockOutcome } from '../pin/unblock-pin.js'
import { verifyPin } from '../pin/verify-pin.js'
import type { Card } from './card.js'
import { cardIdentity, type CardIdentity } from './card-identity.js'
import { withCard } from './card-selection.js'
import { summarise } from './certificates.js'
import { expiryWarnings, type ExpiryWarning } from './expiry-warnings.js'
import type { Workplace } from './workplace.js'

export type { PinState } from '../pin/pin-state.js'
export type { UnblockOutcome } from '../pin/unblock-pin.js'

/** An answer about one PIN of one card. */
export interface PinReport {
  readonly card: CardIdentity
  readonly pin: string
}

/** The PINs of one card. */
export interface PinStatusReport {
  readonly card: CardIdentity
  readonly pins: readonly PinState[]
  /** A PIN is of no use beyond the end of its certificates. */
  readonly warnings: readonly ExpiryWarning[]
}

/** `pin status` */
export function pinStatus(workplace: Workplace): Promise<PinStatusReport> {
  return withCard(workplace, async (card) => {
    const now = workplace.clock()
    return {
      card: cardIdentity(card),
      pins: await readPinStates(card.pins, workplace.memory),
      warnings: expiryWarnings(await summarise(card, now), now),
    }
  })
}

/** `pin verify`: proves a PIN and resets the card, so that nothing stays unlocked. */
export function provePin(workplace: Workplace, name: string | undefined): Promise<PinReport> {
  return withCard(workplace, async (card) => {
    const pin = pinNamed(card, name)
    await using _ = await verifyPin(card.pins, pin, deskOf(workplace))
    return { card: cardIdentity(card), pin }
  })
}

/** `pin change` */
export function replacePin(workplace: Workplace, name: string | undefined): Promise<PinReport> {
  return withCard(workplace, async (card) => {
    const pin = pinNamed(card, name)
    await changePin(card.pins, pin, deskOf(workplace))
    return { card: cardIdentity(card), pin }
  })
}

/**
 * `pin unblock`
 *
 * @param setNew - true: the person wants a new PIN as well. A stream that holds one for this PIN says so too.
 */
export function unblockCardPin(
  workplace: Workplace,
  name: string | undefined,
  setNew: boolean,
): Promise<PinReport & { readonly outcome: UnblockOutcome }> {
  return withCard(workplace, async (card) => {
    const pin = pinNamed(card, name)
    const lines = workplace.pins.available(pin, 'new')
    // A person can always be asked (Infinity) and says it by the flag; lines of a stream are there on purpose.
    const newPin = setNew || (lines > 0 && lines !== Infinity)
    return { card: cardIdentity(card), pin, outcome: await unblockPin(card.pins, pin, deskOf(workplace), newPin) }
  })
}

/** What the PIN layer gets from the workplace. */
export function deskOf({ pins, memory, refused, allowLastTry }: Workplace): PinDesk {
  return { source: pins, memory, refused, allowLastTry }
}

/**
 * The PIN of that name; without a name the only one that the holder has. `QES` and `qes` stand for `PIN.QES`.
 *
 * @throws HealthCardError `HC_PIN_UNKNOWN` naming the card's PINs.
 */
function pinNamed({ pins }: Card, name: string | undefined): PinName {
  const known = Object.keys(pins.passwords) as PinName[]
  const own = activationOrder(pins)
  const found =
    name === undefined
      ? own.length === 1 && own[0]
      : known.find((pin) => [pin, pin.replace(/^PIN\./, '')].some((n) => n.toLowerCase() === name.toLowerCase()))
  if (found) return found
  if (name === undefined) throw new HealthCardError('HC_USAGE_INVALID', 'the card has several PINs', { known })
  // No PIN has a digit in its name. What has one may be a PIN itself, in the wrong place, and is not repeated.
  const pin = /\p{N}/u.test(name) ? undefined : name
  throw new HealthCardError('HC_PIN_UNKNOWN', `the card has no ${pin ?? 'such PIN'}`, { pin, known })
}
