import type { PinName } from '../card/object-system.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { askForNewSecret, newRequest, noteChange } from './change-pin.js'
import { padEntryFor } from './pad-entry.js'
import { passwordOf, type PinDesk } from './pin-desk.js'
import type { PinDevice, UnblockResult } from './pin-device.js'
import type { SecretRequest } from './pin-source.js'
import { readPinState, type PinState } from './pin-state.js'
import { resetPin } from './reset-pin.js'
import { attemptSecret, secretName } from './secret-attempt.js'
import { guardPukUses, pukUsedUp } from './try-guard.js'

/** What a PUK did. `transportPinStillNeeded`: the counter is full again, the PIN itself is still to be activated. */
export type UnblockOutcome = 'unblocked' | 'unblockedWithNewPin' | 'transportPinStillNeeded'

/**
 * Resets the retry counter of a PIN with its PUK, with or without a new PIN. Each attempt, right or wrong, costs one of
 * the PUK's uses (gemSpec_COS N080.900), which the card never tells beforehand. Where a security officer stands in the place
 * of the PUK, there is always a new PIN.
 *
 * @param newPin - true: a new PIN is set as well. Also where the PIN is in transport state and its card allows it: this
 *   rescues a lost Transport-PIN.
 * @throws HealthCardError `HC_PIN_NOT_SETTABLE_BY_PUK`, `HC_PUK_WRONG` with `triesLeft`, `HC_PUK_USED_UP`,
 *   `HC_PIN_LAST_TRY`, and what the source throws.
 */
export async function unblockPin(
  device: PinDevice,
  pin: PinName,
  desk: PinDesk,
  newPin: boolean,
): Promise<UnblockOutcome> {
  const entry = passwordOf(device, pin)
  if (entry.resetBy !== undefined) return await resetPin(device, pin, entry.resetBy, desk)
  if (entry.puk === 'none' || entry.pukDigits === undefined) {
    throw new HealthCardError('HC_CARD_OPERATION_REFUSED', `${pin} has no PUK`, { pin })
  }
  if (newPin && entry.puk === 'unblockOnly') {
    throw new HealthCardError('HC_PIN_NOT_SETTABLE_BY_PUK', `the PUK of ${pin} only unblocks`, { pin })
  }
  const state = await readPinState(device, pin, desk.memory)
  const withNewPin = newPin || (inTransport(state) && entry.puk === 'unblockOrSet')
  const request = await pukRequest(device, desk, pin, entry.pukDigits)
  await settle(device, desk, request, await sendPuk(device, desk, request, withNewPin))
  if (withNewPin) {
    desk.refused.forget(device.iccsn, pin)
    await desk.memory.remember(device.iccsn, pin, {})
    return 'unblockedWithNewPin'
  }
  // Asked again: from COS 3.12 on a blocked Transport-PIN was shown as blocked (N078.350).
  const after = await readPinState(device, pin, desk.memory)
  return inTransport(after) ? 'transportPinStillNeeded' : 'unblocked'
}

async function pukRequest(device: PinDevice, desk: PinDesk, pin: PinName, pukDigits: number): Promise<SecretRequest> {
  const remembered = await desk.memory.recall(device.iccsn, secretName({ pin, role: 'puk' }))
  const triesLeft = remembered.triesLeft ?? null
  guardPukUses(pin, triesLeft, desk)
  const length = { minDigits: pukDigits, maxDigits: pukDigits }
  return { pin, role: 'puk', iccsn: device.iccsn, ...length, triesLeft, changeInterrupted: false }
}

async function sendPuk(
  device: PinDevice,
  desk: PinDesk,
  request: SecretRequest,
  withNewPin: boolean,
): Promise<UnblockResult> {
  const { pin } = request
  const wanted = withNewPin ? newRequest(device, pin) : undefined
  const atPad = padEntryFor(device, desk, wanted ? [request, wanted] : [request])
  using current = atPad ? undefined : await desk.source.request(request)
  using next = wanted && !atPad ? await askForNewSecret(desk, wanted) : undefined
  await using _ = await device.hold()
  await device.approach(pin)
  return await attemptSecret(device, desk, request, current, () => {
    const send = (): Promise<UnblockResult> =>
      device.unblock(pin, { current, next, pad: atPad?.announce() }, withNewPin)
    return withNewPin ? noteChange(device, desk, pin, send) : send()
  })
}

async function settle(device: PinDevice, desk: PinDesk, request: SecretRequest, result: UnblockResult): Promise<void> {
  const { pin } = request
  const puk = secretName(request)
  switch (result.kind) {
    case 'unblocked':
      // The use of the PUK was counted before it was sent.
      await forgetTries(device, desk, pin)
      return
    case 'wrongPuk':
      await desk.memory.remember(device.iccsn, puk, { triesLeft: result.usesLeft })
      if (result.usesLeft === 0) throw pukUsedUp(pin)
      throw new HealthCardError('HC_PUK_WRONG', `the PUK of ${pin} is wrong`, { pin, triesLeft: result.usesLeft })
    case 'pukUsedUp':
      await desk.memory.remember(device.iccsn, puk, { triesLeft: 0 })
      throw pukUsedUp(pin)
    case 'newSecretRefused':
      throw new HealthCardError('HC_PIN_FORMAT', `the card refuses the new ${pin} as too short or too long`, { pin })
  }
}

/** The counter is full again; whether a change lost its answer is still an open question. */
async function forgetTries(device: PinDevice, desk: PinDesk, pin: PinName): Promise<void> {
  const { changeInterrupted } = await desk.memory.recall(device.iccsn, pin)
  await desk.memory.remember(device.iccsn, pin, changeInterrupted ? { changeInterrupted } : {})
}

function inTransport({ status }: PinState): boolean {
  return status === 'transportPin' || status === 'leerPin'
}
