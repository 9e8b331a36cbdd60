import type { SecretBytes } from '../bytes/secret-bytes.js'
import type { PinName } from '../card/object-system.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { padEntryFor } from './pad-entry.js'
import { passwordOf, type PinDesk } from './pin-desk.js'
import type { ChangeResult, PinDevice } from './pin-device.js'
import type { SecretRequest } from './pin-source.js'
import { attemptSecret, checkNewSecret, isCardLost, rememberWrong } from './secret-attempt.js'
import { blocked } from './try-guard.js'
import { requestFor } from './verify-pin.js'

/**
 * Replaces a PIN. Both values are asked for, and the new one is checked, before any of them goes
 * to the card.
 *
 * @throws HealthCardError `HC_PIN_WRONG`, `HC_PIN_BLOCKED`, `HC_PIN_LAST_TRY`, `HC_PIN_TRANSPORT_STATE` (activate first),
 *   `HC_PIN_FORMAT`, and what the source throws.
 */
export async function changePin(device: PinDevice, pin: PinName, desk: PinDesk): Promise<void> {
  const request = await requestFor(device, pin, desk)
  await replaceSecret(device, desk, request)
}

/**
 * Asks for the old and the new value and sends them, once.
 *
 * @param request - for the old value: role `pin`, or `transport` in an activation
 */
export async function replaceSecret(device: PinDevice, desk: PinDesk, request: SecretRequest): Promise<void> {
  const wanted = newRequest(device, request.pin)
  const atPad = padEntryFor(device, desk, [request, wanted])
  using current = atPad ? undefined : await desk.source.request(request)
  using next = atPad ? undefined : await askForNewSecret(desk, wanted)
  await using _ = await device.hold()
  const result = await attemptSecret(device, desk, request, current, () =>
    sendChange(device, desk, request.pin, () => device.change(request.pin, { current, next, pad: atPad?.announce() })),
  )
  await settle(device, desk, request, result)
}

/** Sets the first PIN of a Leer-PIN, which has no old value. */
export async function setFirstSecret(device: PinDevice, desk: PinDesk, request: SecretRequest): Promise<void> {
  const wanted = newRequest(device, request.pin)
  const atPad = padEntryFor(device, desk, [wanted])
  using next = atPad ? undefined : await askForNewSecret(desk, wanted)
  await using _ = await device.hold()
  const result = await sendChange(device, desk, request.pin, () =>
    device.setFirst(request.pin, { next, pad: atPad?.announce() }),
  )
  await settle(device, desk, request, result)
}

/** The request for a new value of `pin`. */
export function newRequest(device: PinDevice, pin: PinName): SecretRequest {
  const { minDigits, maxDigits } = passwordOf(device, pin)
  return { pin, role: 'new', iccsn: device.iccsn, minDigits, maxDigits, triesLeft: null, changeInterrupted: false }
}

/** A new value, checked. The receiver disposes of it. */
export async function askForNewSecret(desk: PinDesk, request: SecretRequest): Promise<SecretBytes> {
  const digits = await desk.source.request(request)
  try {
    checkNewSecret(digits, request)
    return digits
  } catch (error) {
    digits.dispose()
    throw error
  }
}

/**
 * Remembers that a change is on its way before it is sent: a card that loses power in CHANGE REFERENCE DATA may hold the
 * old value or the new one (gemSpec_COS N075.300), and only this note lets the next run say so.
 */
export async function noteChange<R>(
  device: PinDevice,
  desk: PinDesk,
  pin: PinName,
  send: () => Promise<R>,
): Promise<R> {
  const before = await desk.memory.recall(device.iccsn, pin)
  await desk.memory.remember(device.iccsn, pin, { ...before, changeInterrupted: true })
  try {
    const result = await send()
    await desk.memory.remember(device.iccsn, pin, before)
    return result
  } catch (error) {
    if (isCardLost(error)) throw interrupted(pin, error)
    // The card answered, with a status that says no: nothing is open.
    if (isHealthCardError(error)) await desk.memory.remember(device.iccsn, pin, before)
    throw error
  }
}

function interrupted(pin: PinName, cause: HealthCardError): HealthCardError {
  const data = { ...cause.data, pin, changeInterrupted: true }
  return new HealthCardError(cause.code, `the card was lost while ${pin} was changed`, data, { cause })
}

async function sendChange(
  device: PinDevice,
  desk: PinDesk,
  pin: PinName,
  send: () => Promise<ChangeResult>,
): Promise<ChangeResult> {
  await device.approach(pin)
  return await noteChange(device, desk, pin, send)
}

async function settle(device: PinDevice, desk: PinDesk, request: SecretRequest, result: ChangeResult): Promise<void> {
  const { pin, changeInterrupted } = request
  switch (result.kind) {
    case 'changed':
      desk.refused.forget(device.iccsn, pin)
      await desk.memory.remember(device.iccsn, pin, {})
      return
    case 'wrongSecret':
      await rememberWrong(device, desk, request, result)
      if (result.triesLeft === 0) throw blocked(pin)
      throw new HealthCardError('HC_PIN_WRONG', `the old value of ${pin} is wrong`, {
        pin,
        triesLeft: result.triesLeft,
        changeInterrupted,
      })
    case 'blocked':
      await rememberWrong(device, desk, request, { triesLeft: 0 })
      throw blocked(pin)
    case 'newSecretRefused':
      throw new HealthCardError('HC_PIN_FORMAT', `the card refuses the new ${pin} as too short or too long`, { pin })
  }
}
