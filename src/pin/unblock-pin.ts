import type { CardSession } from '../card/card-session.js'
import type { PinName } from '../card/object-system.js'
import { pinBlock } from '../cos/pin-block.js'
import { resetRetryCounter, type ResetRetryCounterResult } from '../cos/reset-retry-counter.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { askForNewSecret, newRequest, noteChange } from './change-pin.js'
import { emptyBlock, senderFor } from './pad-entry.js'
import { approach, passwordOf, type PinDesk } from './pin-desk.js'
import type { SecretRequest } from './pin-source.js'
import { readPinState, type PinState } from './pin-state.js'
import { attemptSecret, secretName } from './secret-attempt.js'
import { guardPukUses, pukUsedUp } from './try-guard.js'

/** What a PUK did. `transportPinStillNeeded`: the counter is full again, the PIN itself is still to be activated. */
export type UnblockOutcome = 'unblocked' | 'unblockedWithNewPin' | 'transportPinStillNeeded'

/**
 * Resets the retry counter of a PIN with its PUK, with or without a new PIN. Each attempt, right or wrong, costs one of
 * the PUK's uses (gemSpec_COS N080.900), which the card never tells beforehand.
 *
 * @param newPin - true: a new PIN is set as well. Also where the PIN is in transport state and its card allows it: this
 *   rescues a lost Transport-PIN.
 * @throws HealthCardError `HC_PIN_NOT_SETTABLE_BY_PUK`, `HC_PUK_WRONG` with `triesLeft`, `HC_PUK_USED_UP`,
 *   `HC_PIN_LAST_TRY`, and what the source throws.
 */
export async function unblockPin(
  session: CardSession,
  pin: PinName,
  desk: PinDesk,
  newPin: boolean,
): Promise<UnblockOutcome> {
  const entry = passwordOf(session, pin)
  if (entry.puk === 'none' || entry.pukDigits === undefined) {
    throw new HealthCardError('HC_CARD_OPERATION_REFUSED', `${pin} has no PUK`, { pin })
  }
  if (newPin && entry.puk === 'unblockOnly') {
    throw new HealthCardError('HC_PIN_NOT_SETTABLE_BY_PUK', `the PUK of ${pin} only unblocks`, { pin })
  }
  const state = await readPinState(session, pin, desk.memory)
  const withNewPin = newPin || (inTransport(state) && entry.puk === 'unblockOrSet')
  const request = await pukRequest(session, desk, pin, entry.pukDigits)
  await settle(session, desk, request, await sendPuk(session, desk, request, withNewPin))
  if (withNewPin) {
    desk.refused.forget(session.iccsn, pin)
    await desk.memory.remember(session.iccsn, pin, {})
    return 'unblockedWithNewPin'
  }
  // Asked again: from COS 3.12 on a blocked Transport-PIN was shown as blocked (N078.350).
  const after = await readPinState(session, pin, desk.memory)
  return inTransport(after) ? 'transportPinStillNeeded' : 'unblocked'
}

async function pukRequest(
  session: CardSession,
  desk: PinDesk,
  pin: PinName,
  pukDigits: number,
): Promise<SecretRequest> {
  const remembered = await desk.memory.recall(session.iccsn, secretName({ pin, role: 'puk' }))
  const triesLeft = remembered.triesLeft ?? null
  guardPukUses(pin, triesLeft, desk)
  const length = { minDigits: pukDigits, maxDigits: pukDigits }
  return { pin, role: 'puk', iccsn: session.iccsn, ...length, triesLeft, changeInterrupted: false }
}

async function sendPuk(
  session: CardSession,
  desk: PinDesk,
  request: SecretRequest,
  withNewPin: boolean,
): Promise<ResetRetryCounterResult> {
  const { pin } = request
  const wanted = withNewPin ? newRequest(session, pin) : undefined
  const sender = senderFor(session, desk, wanted ? [request, wanted] : [request])
  using puk = sender.atPad ? undefined : await desk.source.request(request)
  using newDigits = wanted && !sender.atPad ? await askForNewSecret(desk, wanted) : undefined
  const entry = passwordOf(session, pin)
  await using _ = await session.hold()
  await approach(session, entry)
  using newBlock = newDigits ? pinBlock(newDigits) : wanted && emptyBlock()
  return await attemptSecret(session, desk, request, puk, (block) => {
    const command = resetRetryCounter(entry.reference, { puk: block, ...(newBlock && { newBlock }) })
    return withNewPin ? noteChange(session, desk, pin, () => sender.send(command)) : sender.send(command)
  })
}

async function settle(
  session: CardSession,
  desk: PinDesk,
  request: SecretRequest,
  result: ResetRetryCounterResult,
): Promise<void> {
  const { pin } = request
  const puk = secretName(request)
  switch (result.kind) {
    case 'unblocked':
      // The use of the PUK was counted before it was sent.
      await forgetTries(session, desk, pin)
      return
    case 'wrongPuk':
      await desk.memory.remember(session.iccsn, puk, { triesLeft: result.usesLeft })
      if (result.usesLeft === 0) throw pukUsedUp(pin)
      throw new HealthCardError('HC_PUK_WRONG', `the PUK of ${pin} is wrong`, { pin, triesLeft: result.usesLeft })
    case 'pukUsedUp':
      await desk.memory.remember(session.iccsn, puk, { triesLeft: 0 })
      throw pukUsedUp(pin)
    case 'newSecretRefused':
      throw new HealthCardError('HC_PIN_FORMAT', `the card refuses the new ${pin} as too short or too long`, { pin })
  }
}

/** The counter is full again; whether a change lost its answer is still an open question. */
async function forgetTries(session: CardSession, desk: PinDesk, pin: PinName): Promise<void> {
  const { changeInterrupted } = await desk.memory.recall(session.iccsn, pin)
  await desk.memory.remember(session.iccsn, pin, changeInterrupted ? { changeInterrupted } : {})
}

function inTransport({ status }: PinState): boolean {
  return status === 'transportPin' || status === 'leerPin'
}
