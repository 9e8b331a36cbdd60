import type { SecretBytes } from '../bytes/secret-bytes.js'
import type { CardSession } from '../card/card-session.js'
import type { PinName } from '../card/object-system.js'
import { changeReferenceData, setReferenceData, type ChangeReferenceDataResult } from '../cos/change-reference-data.js'
import { pinBlock } from '../cos/pin-block.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { emptyBlock, senderFor, type SecretSender } from './pad-entry.js'
import { approach, passwordOf, type PinDesk } from './pin-desk.js'
import type { SecretRequest } from './pin-source.js'
import { attemptSecret, checkNewSecret, isCardLost } from './secret-attempt.js'
import { blocked } from './try-guard.js'
import { requestFor } from './verify-pin.js'

/**
 * Replaces a PIN by CHANGE REFERENCE DATA. Both values are asked for, and the new one is checked, before any of them goes
 * to the card.
 *
 * @throws HealthCardError `HC_PIN_WRONG`, `HC_PIN_BLOCKED`, `HC_PIN_LAST_TRY`, `HC_PIN_TRANSPORT_STATE` (activate first),
 *   `HC_PIN_FORMAT`, and what the source throws.
 */
export async function changePin(session: CardSession, pin: PinName, desk: PinDesk): Promise<void> {
  const request = await requestFor(session, pin, desk)
  await replaceSecret(session, desk, request)
}

/**
 * Asks for the old and the new value and sends them, once.
 *
 * @param request - for the old value: role `pin`, or `transport` in an activation
 */
export async function replaceSecret(session: CardSession, desk: PinDesk, request: SecretRequest): Promise<void> {
  const wanted = newRequest(session, request.pin)
  const sender = senderFor(session, desk, [request, wanted])
  using oldDigits = sender.atPad ? undefined : await desk.source.request(request)
  using newDigits = sender.atPad ? undefined : await askForNewSecret(desk, wanted)
  const { reference } = passwordOf(session, request.pin)
  await using _ = await session.hold()
  const result = await attemptSecret(session, desk, request, oldDigits, (oldBlock) =>
    sendChange(session, desk, sender, request.pin, newDigits, (newBlock) =>
      changeReferenceData(reference, oldBlock, newBlock),
    ),
  )
  await settle(session, desk, request, result)
}

/** Sets the first PIN of a Leer-PIN, which has no old value. */
export async function setFirstSecret(session: CardSession, desk: PinDesk, request: SecretRequest): Promise<void> {
  const wanted = newRequest(session, request.pin)
  const sender = senderFor(session, desk, [wanted])
  using newDigits = sender.atPad ? undefined : await askForNewSecret(desk, wanted)
  const { reference } = passwordOf(session, request.pin)
  await using _ = await session.hold()
  const result = await sendChange(session, desk, sender, request.pin, newDigits, (block) =>
    setReferenceData(reference, block),
  )
  await settle(session, desk, request, result)
}

/** The request for a new value of `pin`. */
export function newRequest(session: CardSession, pin: PinName): SecretRequest {
  const { minDigits, maxDigits } = passwordOf(session, pin)
  return { pin, role: 'new', iccsn: session.iccsn, minDigits, maxDigits, triesLeft: null, changeInterrupted: false }
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
  session: CardSession,
  desk: PinDesk,
  pin: PinName,
  send: () => Promise<R>,
): Promise<R> {
  const before = await desk.memory.recall(session.iccsn, pin)
  await desk.memory.remember(session.iccsn, pin, { ...before, changeInterrupted: true })
  try {
    const result = await send()
    await desk.memory.remember(session.iccsn, pin, before)
    return result
  } catch (error) {
    if (isCardLost(error)) throw interrupted(pin, error)
    // The card answered, with a status that says no: nothing is open.
    if (isHealthCardError(error)) await desk.memory.remember(session.iccsn, pin, before)
    throw error
  }
}

function interrupted(pin: PinName, cause: HealthCardError): HealthCardError {
  const data = { ...cause.data, pin, changeInterrupted: true }
  return new HealthCardError(cause.code, `the card was lost while ${pin} was changed`, data, { cause })
}

async function sendChange(
  session: CardSession,
  desk: PinDesk,
  sender: SecretSender,
  pin: PinName,
  newDigits: SecretBytes | undefined,
  command: (newBlock: SecretBytes) => ReturnType<typeof setReferenceData>,
): Promise<ChangeReferenceDataResult> {
  await approach(session, passwordOf(session, pin))
  using newBlock = newDigits ? pinBlock(newDigits) : emptyBlock()
  return await noteChange(session, desk, pin, () => sender.send(command(newBlock)))
}

async function settle(
  session: CardSession,
  desk: PinDesk,
  { pin, changeInterrupted }: SecretRequest,
  result: ChangeReferenceDataResult,
): Promise<void> {
  switch (result.kind) {
    case 'changed':
      desk.refused.forget(session.iccsn, pin)
      await desk.memory.remember(session.iccsn, pin, {})
      return
    case 'wrongSecret':
      await desk.memory.remember(session.iccsn, pin, { triesLeft: result.triesLeft, changeInterrupted })
      if (result.triesLeft === 0) throw blocked(pin)
      throw new HealthCardError('HC_PIN_WRONG', `the old value of ${pin} is wrong`, {
        pin,
        triesLeft: result.triesLeft,
        changeInterrupted,
      })
    case 'blocked':
      await desk.memory.remember(session.iccsn, pin, { triesLeft: 0, changeInterrupted })
      throw blocked(pin)
    case 'newSecretRefused':
      throw new HealthCardError('HC_PIN_FORMAT', `the card refuses the new ${pin} as too short or too long`, { pin })
  }
}
