import type { PinName } from '../card/object-system.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { replaceSecret, setFirstSecret } from './change-pin.js'
import { padFor } from './pad-entry.js'
import { passwordOf, type PinDesk } from './pin-desk.js'
import type { PinDevice } from './pin-device.js'
import { streamName, type SecretRequest } from './pin-source.js'
import { readPinState, type PinState } from './pin-state.js'
import { resetPin } from './reset-pin.js'
import { blocked, guardTries } from './try-guard.js'

/** What activation found or did for one PIN. */
export interface ActivationStep {
  readonly pin: PinName
  readonly outcome: 'activated' | 'alreadyActive'
}

/** A card's Transport-PIN is shorter than a PIN, so that it can only be used as the old value (card-facts §2.3). */
const cardTransportDigits = { min: 5, max: 5 } as const

/**
 * Gives each PIN of a new card its holder's value, one after the other in the order of the letter. A PIN that is active
 * already is left alone, so a half-activated card is simply continued.
 *
 * @param onStep - told after each PIN, so that what is done is known even where the next one fails
 * @throws HealthCardError as {@link replaceSecret}; `HC_PIN_MISSING` before the first attempt where a stream lacks a value.
 */
export async function activatePins(
  device: PinDevice,
  desk: PinDesk,
  onStep: (step: ActivationStep) => void,
): Promise<void> {
  const states: PinState[] = []
  for (const pin of activationOrder(device)) states.push(await readPinState(device, pin, desk.memory))
  for (const state of states) requireUsable(state)
  for (const state of states.filter(needsActivation)) requireSecrets(device, desk, state)
  for (const state of states) {
    if (needsActivation(state)) await activate(device, desk, state)
    onStep({ pin: state.pin, outcome: needsActivation(state) ? 'activated' : 'alreadyActive' })
  }
}

/** The PINs that the holder of this card activates, in order. */
export function activationOrder(device: PinDevice): PinName[] {
  const place = (pin: PinName): number => device.passwords[pin]?.activation ?? Infinity
  return (Object.keys(device.passwords) as PinName[])
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

function requireSecrets(device: PinDevice, desk: PinDesk, state: PinState): void {
  const secrets = secretsFor(device, state)
  if (padFor(device, desk.source, secrets)) return
  for (const wanted of secrets) {
    const { pin, role } = wanted
    if (desk.source.available(pin, role) > 0) continue
    const secret = streamName(wanted)
    throw new HealthCardError('HC_PIN_MISSING', `no value for ${secret}`, { pin, secret })
  }
}

function secretsFor(device: PinDevice, { pin, status }: PinState): Pick<SecretRequest, 'pin' | 'role'>[] {
  const next = { pin, role: 'new' } as const
  if (status === 'transportPin') return [{ pin, role: 'transport' }, next]
  const { resetBy } = passwordOf(device, pin)
  return resetBy === undefined ? [next] : [{ pin: resetBy, role: 'pin' }, next]
}

async function activate(device: PinDevice, desk: PinDesk, state: PinState): Promise<void> {
  guardTries(state, desk)
  const { pin, status, triesLeft, changeInterrupted } = state
  const { maxDigits, transportDigits = cardTransportDigits, resetBy } = passwordOf(device, pin)
  const request: SecretRequest = {
    pin,
    role: 'transport',
    iccsn: device.iccsn,
    minDigits: transportDigits.min,
    // After an interrupted change the old value may be the new PIN already, which is longer.
    maxDigits: changeInterrupted ? maxDigits : transportDigits.max,
    triesLeft,
    changeInterrupted,
  }
  if (status === 'transportPin') await replaceSecret(device, desk, request)
  else if (resetBy === undefined) await setFirstSecret(device, desk, request)
  else await resetPin(device, pin, resetBy, desk)
}
