import type { SecretBytes } from '../bytes/secret-bytes.js'
import type { PinName } from '../card/object-system.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { padEntryFor } from './pad-entry.js'
import { passwordOf, type PinDesk } from './pin-desk.js'
import type { PinDevice } from './pin-device.js'
import type { SecretRequest } from './pin-source.js'
import { readPinState } from './pin-state.js'
import { attemptSecret, rememberWrong } from './secret-attempt.js'
import { blocked, guardTries } from './try-guard.js'

/**
 * Asks for a PIN and sets its security status on the card. The tries left are read before anybody is asked; after a wrong
 * value a person may try again, down to the last try.
 *
 * @param meanwhile - work that goes on while the person types; the PIN is sent only after it is done, and not at all if
 *   it fails
 * @param prepare - what the card has to be told before it is unlocked, when nobody else can use it any more
 * @returns the time in which the PIN is verified and nobody else can use the card
 * @throws HealthCardError `HC_PIN_WRONG` with `triesLeft`, `HC_PIN_BLOCKED`, `HC_PIN_TRANSPORT_STATE`, `HC_PIN_LAST_TRY`,
 *   and what the source throws.
 */
export async function verifyPin(
  device: PinDevice,
  pin: PinName,
  desk: PinDesk,
  meanwhile: Promise<unknown> = Promise.resolve(),
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<AsyncDisposable> {
  for (;;) {
    const request = await requestFor(device, pin, desk)
    const result = await verifyOnce(device, desk, request, meanwhile, prepare)
    if (!('triesLeft' in result)) return result
    const { triesLeft } = result
    const next = { ...request, triesLeft }
    if (triesLeft !== 1 && (await desk.source.tryAgain(next))) continue
    throw new HealthCardError('HC_PIN_WRONG', `${pin} is wrong`, { pin, triesLeft })
  }
}

/** Reads the PIN's state and refuses what cannot succeed, before anybody is asked. */
export async function requestFor(device: PinDevice, pin: PinName, desk: PinDesk): Promise<SecretRequest> {
  const state = await readPinState(device, pin, desk.memory)
  if (state.status === 'transportPin' || state.status === 'leerPin') throw inTransportState(pin)
  guardTries(state, desk)
  const { minDigits, maxDigits } = passwordOf(device, pin)
  const { triesLeft, changeInterrupted } = state
  return { pin, role: 'pin', iccsn: device.iccsn, minDigits, maxDigits, triesLeft, changeInterrupted }
}

/** The PIN has not been set by its holder yet. */
export function inTransportState(pin: PinName): HealthCardError {
  return new HealthCardError('HC_PIN_TRANSPORT_STATE', `${pin} is still in transport state`, { pin })
}

/** The PIN was wrong. Null: the device does not tell the tries left. */
interface WrongPin {
  readonly triesLeft: number | null
}

/** @returns the hold with the PIN verified, or what is left */
async function verifyOnce(
  device: PinDevice,
  desk: PinDesk,
  request: SecretRequest,
  meanwhile: Promise<unknown>,
  prepare: () => Promise<void>,
): Promise<AsyncDisposable | WrongPin> {
  const atPad = padEntryFor(device, desk, [request])
  using digits = atPad ? undefined : await desk.source.request(request)
  await meanwhile
  const hold = await device.hold()
  try {
    await prepare()
    const wrong = await sendPin(device, desk, request.pin, digits)
    if (!wrong) return hold
    await hold[Symbol.asyncDispose]()
    return wrong
  } catch (error) {
    await hold[Symbol.asyncDispose]()
    throw error
  }
}

async function sendPin(
  device: PinDevice,
  desk: PinDesk,
  pin: PinName,
  digits: SecretBytes | undefined,
): Promise<WrongPin | undefined> {
  // Asked again: while the person typed, somebody else may have spent tries.
  const request = await requestFor(device, pin, desk)
  await device.approach(pin)
  const result = await attemptSecret(device, desk, request, digits, () =>
    device.verify(pin, { current: digits, pad: padEntryFor(device, desk, [request])?.announce() }),
  )
  switch (result.kind) {
    case 'verified':
      await desk.memory.remember(device.iccsn, pin, {})
      return undefined
    case 'wrongSecret':
      await rememberWrong(device, desk, request, result)
      if (result.triesLeft === 0) throw blocked(pin)
      return result
    case 'blocked':
      await rememberWrong(device, desk, request, { triesLeft: 0 })
      throw blocked(pin)
    case 'transportProtected':
      throw inTransportState(pin)
  }
}
