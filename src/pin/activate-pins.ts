import type { CardSession } from '../card/card-session.js'
import type { PinName } from '../card/object-system.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { replaceSecret, setFirstSecret } from './change-pin.js'
import { padFor } from './pad-entry.js'
import { passwordOf, type PinDesk } from './pin-desk.js'
import type { SecretRequest } from './pin-source.js'
import { readPinState, type PinState } from './pin-state.js'
import { blocked, guardTries } from './try-guard.js'

/** What activation found or did for one PIN. */
export interface ActivationStep {
  readonly pin: PinName
  readonly outcome: 'activated' | 'alreadyActive'
}

/** Digits of a Transport-PIN: shorter than a PIN, so that it can only be used as the old value (card-facts §2.3). */
const TRANSPORT_PIN_MIN_DIGITS = 5

/**
 * Gives each PIN of a new card its holder's value, one after the other in the order of the letter. A PIN that is active
 * already is left alone, so a half-activated card is simply continued.
 *
 * @param onStep - told after each PIN, so that what is done is known even where the next one fails
 * @throws HealthCardError as {@link replaceSecret}; `HC_PIN_MISSING` before the first attempt where a stream lacks a value.
 */
export async function activatePins(
  session: CardSession,
  desk: PinDesk,
  onStep: (step: ActivationStep) => void,
): Promise<void> {
  const states: PinState[] = []
  for (const pin of activationOrder(session)) states.push(await readPinState(session, pin, desk.memory))
  for (const state of states) requireUsable(state)
  for (const state of states.filter(needsActivation)) requireSecrets(session, desk, state)
  for (const state of states) {
    if (needsActivation(state)) await activate(session, desk, state)
    onStep({ pin: state.pin, outcome: needsActivation(state) ? 'activated' : 'alreadyActive' })
  }
}

/** The PINs that the holder of this card activates, in order. */
export function activationOrder(session: CardSession): PinName[] {
  const place = (pin: PinName): number => session.profile.passwords[pin]?.activation ?? Infinity
  return (Object.keys(session.profile.passwords) as PinName[])
    .filter((pin) => place(pin) !== Infinity)
    .sort((a, b) => place(a) - place(b))
}

function needsActivation({ status }: PinState): boolean {
  return status === 'transportPin' || status === 'leerPin'
}

/** A PIN that is blocked or that the card hides is neither active nor to be activated. */
function requireUsable({ pin, status }: PinState): void {
  if (status === 'blocked') throw blocked(pin)
  if (status !== 'missing' && status !== 'notReadable') return
  throw new HealthCardError('HC_PIN_UNKNOWN', `the card does not show ${pin}: ${status}`, { pin })
}

function requireSecrets(session: CardSession, { source }: PinDesk, { pin, status }: PinState): void {
  const roles = status === 'leerPin' ? (['new'] as const) : (['transport', 'new'] as const)
  const secrets = roles.map((role) => ({ pin, role }))
  if (padFor(session, source, secrets)) return
  for (const role of roles) {
    if (source.available(pin, role) > 0) continue
    throw new HealthCardError('HC_PIN_MISSING', `no value for ${pin}.${role}`, { pin, secret: `${pin}.${role}` })
  }
}

async function activate(session: CardSession, desk: PinDesk, state: PinState): Promise<void> {
  guardTries(state, desk)
  const { pin, triesLeft, changeInterrupted } = state
  const request: SecretRequest = {
    pin,
    role: 'transport',
    iccsn: session.iccsn,
    minDigits: TRANSPORT_PIN_MIN_DIGITS,
    // After an interrupted change the old value may be the new PIN already, which is longer.
    maxDigits: changeInterrupted ? passwordOf(session, pin).maxDigits : TRANSPORT_PIN_MIN_DIGITS,
    triesLeft,
    changeInterrupted,
  }
  await (state.status === 'leerPin' ? setFirstSecret(session, desk, request) : replaceSecret(session, desk, request))
}
