import type { SecretBytes } from '../bytes/secret-bytes.js'
import type { CardSession } from '../card/card-session.js'
import type { PinName } from '../card/object-system.js'
import { verify } from '../cos/verify.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { senderFor } from './pad-entry.js'
import { approach, passwordOf, type PinDesk } from './pin-desk.js'
import type { SecretRequest } from './pin-source.js'
import { readPinState } from './pin-state.js'
import { attemptSecret } from './secret-attempt.js'
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
  session: CardSession,
  pin: PinName,
  desk: PinDesk,
  meanwhile: Promise<unknown> = Promise.resolve(),
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<AsyncDisposable> {
  for (;;) {
    const request = await requestFor(session, pin, desk)
    const result = await verifyOnce(session, desk, request, meanwhile, prepare)
    if (typeof result !== 'number') return result
    const triesLeft = result
    const next = { ...request, triesLeft }
    if (triesLeft > 1 && (await desk.source.tryAgain(next))) continue
    throw new HealthCardError('HC_PIN_WRONG', `${pin} is wrong`, { pin, triesLeft })
  }
}

/** Reads the PIN's state and refuses what cannot succeed, before anybody is asked. */
export async function requestFor(session: CardSession, pin: PinName, desk: PinDesk): Promise<SecretRequest> {
  const state = await readPinState(session, pin, desk.memory)
  if (state.status === 'transportPin' || state.status === 'leerPin') throw inTransportState(pin)
  guardTries(state, desk)
  const { minDigits, maxDigits } = passwordOf(session, pin)
  const { triesLeft, changeInterrupted } = state
  return { pin, role: 'pin', iccsn: session.iccsn, minDigits, maxDigits, triesLeft, changeInterrupted }
}

/** The PIN has not been set by its holder yet. */
export function inTransportState(pin: PinName): HealthCardError {
  return new HealthCardError('HC_PIN_TRANSPORT_STATE', `${pin} is still in transport state`, { pin })
}

/** @returns the hold with the PIN verified, or the tries left */
async function verifyOnce(
  session: CardSession,
  desk: PinDesk,
  request: SecretRequest,
  meanwhile: Promise<unknown>,
  prepare: () => Promise<void>,
): Promise<AsyncDisposable | number> {
  const { atPad } = senderFor(session, desk, [request])
  using digits = atPad ? undefined : await desk.source.request(request)
  await meanwhile
  const hold = await session.hold()
  try {
    await prepare()
    const triesLeft = await sendPin(session, desk, request.pin, digits)
    if (triesLeft === 'verified') return hold
    await hold[Symbol.asyncDispose]()
    return triesLeft
  } catch (error) {
    await hold[Symbol.asyncDispose]()
    throw error
  }
}

async function sendPin(
  session: CardSession,
  desk: PinDesk,
  pin: PinName,
  digits: SecretBytes | undefined,
): Promise<'verified' | number> {
  // Asked again: while the person typed, somebody else may have spent tries.
  const request = await requestFor(session, pin, desk)
  const entry = passwordOf(session, pin)
  await approach(session, entry)
  const result = await attemptSecret(session, desk, request, digits, (block) =>
    senderFor(session, desk, [request]).send(verify(entry.reference, block)),
  )
  switch (result.kind) {
    case 'verified':
      await desk.memory.remember(session.iccsn, pin, {})
      return 'verified'
    case 'wrongSecret':
      await desk.memory.remember(session.iccsn, pin, {
        triesLeft: result.triesLeft,
        changeInterrupted: request.changeInterrupted,
      })
      if (result.triesLeft === 0) throw blocked(pin)
      return result.triesLeft
    case 'blocked':
      throw blocked(pin)
    case 'transportProtected':
      throw inTransportState(pin)
  }
}
