import type { PinName } from '../card/object-system.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { askForNewSecret, newRequest, noteChange } from './change-pin.js'
import { padEntryFor } from './pad-entry.js'
import type { PinDesk } from './pin-desk.js'
import type { PinDevice } from './pin-device.js'
import { readPinState } from './pin-state.js'
import { attemptSecret, rememberWrong } from './secret-attempt.js'
import { blocked } from './try-guard.js'
import { requestFor } from './verify-pin.js'

/**
 * Gives a PIN a new value by the PIN of the security officer, whose tries are guarded like those of any other.
 *
 * @param officer - the password that decides, `PIN.SO`
 * @returns `transportPinStillNeeded` where the device wants the holder to change the new value first
 * @throws HealthCardError as {@link requestFor}, about `officer`; `HC_PIN_WRONG`, `HC_PIN_BLOCKED`, `HC_PIN_FORMAT`
 */
export async function resetPin(
  device: PinDevice,
  pin: PinName,
  officer: PinName,
  desk: PinDesk,
): Promise<'unblockedWithNewPin' | 'transportPinStillNeeded'> {
  const reset = device.reset?.bind(device)
  if (!reset) throw new HealthCardError('HC_INTERNAL', `the device cannot reset ${pin}`)
  const request = await requestFor(device, officer, desk)
  const wanted = newRequest(device, pin)
  const atPad = padEntryFor(device, desk, [request, wanted])
  using current = atPad ? undefined : await desk.source.request(request)
  using next = atPad ? undefined : await askForNewSecret(desk, wanted)
  const result = await sendHeld(device, () =>
    attemptSecret(device, desk, request, current, () =>
      noteChange(device, desk, pin, () => reset(pin, { current, next, pad: atPad?.announce() })),
    ),
  )
  switch (result.kind) {
    case 'changed': {
      desk.refused.forget(device.iccsn, pin)
      await desk.memory.remember(device.iccsn, officer, {})
      await desk.memory.remember(device.iccsn, pin, {})
      const { status } = await readPinState(device, pin, desk.memory)
      return status === 'transportPin' ? 'transportPinStillNeeded' : 'unblockedWithNewPin'
    }
    case 'wrongSecret':
      await rememberWrong(device, desk, request, result)
      if (result.triesLeft === 0) throw blocked(officer)
      throw new HealthCardError('HC_PIN_WRONG', `${officer} is wrong`, { pin: officer, triesLeft: result.triesLeft })
    case 'blocked':
      await rememberWrong(device, desk, request, { triesLeft: 0 })
      throw blocked(officer)
    case 'newSecretRefused':
      throw new HealthCardError('HC_PIN_FORMAT', `the device refuses the new ${pin}`, { pin })
  }
}

async function sendHeld<R>(device: PinDevice, send: () => Promise<R>): Promise<R> {
  await using _ = await device.hold()
  return await send()
}
