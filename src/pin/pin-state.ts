import type { CardSession } from '../card/card-session.js'
import type { PinName } from '../card/object-system.js'
import { getPinStatus, type PinStatus } from '../cos/get-pin-status.js'
import { isHealthCardError } from '../errors/health-card-error.js'
import type { CardMemory } from './card-memory.js'
import { approach, passwordOf } from './pin-desk.js'

/** A password as a person wants to see it. */
export interface PinState {
  readonly pin: PinName
  /** As GET PIN STATUS says; `notReadable` where the card does not let it be asked, `missing` where it has no such PIN. */
  readonly status: PinStatus['kind'] | 'notReadable' | 'missing'
  /** Attempts left: from the card, else as last seen, else null. */
  readonly triesLeft: number | null
  readonly changeInterrupted: boolean
}

/** Asks the card for the state of one password; costs no try. */
export async function readPinState(session: CardSession, pin: PinName, memory: CardMemory): Promise<PinState> {
  const entry = passwordOf(session, pin)
  const status = await readStatus(async () => {
    await approach(session, entry)
    return session.run(getPinStatus(entry.reference))
  })
  const remembered = await memory.recall(session.iccsn, pin)
  return {
    pin,
    status: status.kind,
    triesLeft: triesLeftOf(status) ?? remembered.triesLeft ?? null,
    changeInterrupted: remembered.changeInterrupted ?? false,
  }
}

/** The state of every password of the card, in the order of its profile. */
export async function readPinStates(session: CardSession, memory: CardMemory): Promise<PinState[]> {
  const states: PinState[] = []
  for (const pin of Object.keys(session.profile.passwords) as PinName[]) {
    states.push(await readPinState(session, pin, memory))
  }
  return states
}

type StatusOrAbsence = PinStatus | { readonly kind: 'notReadable' | 'missing' }

async function readStatus(ask: () => Promise<PinStatus>): Promise<StatusOrAbsence> {
  try {
    return await ask()
  } catch (error) {
    if (isHealthCardError(error, 'HC_PIN_UNKNOWN', 'HC_CARD_KEY_MISSING')) return { kind: 'missing' }
    if (isHealthCardError(error, 'HC_CARD_OPERATION_REFUSED')) return { kind: 'notReadable' }
    throw error
  }
}

function triesLeftOf(status: StatusOrAbsence): number | undefined {
  if (status.kind === 'notVerified') return status.triesLeft
  return status.kind === 'blocked' ? 0 : undefined
}
