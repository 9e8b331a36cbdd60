import type { PinName } from '../card/object-system.js'
import type { CardMemory } from './card-memory.js'
import { passwordOf } from './pin-desk.js'
import type { PasswordStatus, PinDevice } from './pin-device.js'

/** A password as a person wants to see it. */
export interface PinState {
  readonly pin: PinName
  /** `notReadable` where the device does not let it be asked, `missing` where it has no such PIN. */
  readonly status: PasswordStatus['kind']
  /** Attempts left: from the device, else as last seen, else null. */
  readonly triesLeft: number | null
  /** Only of tokens: a wrong value came since the last right one, and nobody tells how many tries are left. */
  readonly triesReduced?: true
  readonly changeInterrupted: boolean
}

/** Asks for the state of one password; costs no try. */
export async function readPinState(device: PinDevice, pin: PinName, memory: CardMemory): Promise<PinState> {
  passwordOf(device, pin)
  const status = await device.status(pin)
  const remembered = await memory.recall(device.iccsn, pin)
  const triesLeft = triesLeftOf(status) ?? remembered.triesLeft ?? null
  return {
    pin,
    status: status.kind,
    triesLeft,
    ...(triesLeft === null && isReduced(status) && { triesReduced: true }),
    changeInterrupted: remembered.changeInterrupted ?? false,
  }
}

/** The state of every password, in the order of the device. */
export async function readPinStates(device: PinDevice, memory: CardMemory): Promise<PinState[]> {
  const states: PinState[] = []
  for (const pin of Object.keys(device.passwords) as PinName[]) {
    states.push(await readPinState(device, pin, memory))
  }
  return states
}

function triesLeftOf(status: PasswordStatus): number | null {
  if (status.kind === 'notVerified') return status.triesLeft
  if (status.kind === 'transportPin') return status.triesLeft ?? null
  return status.kind === 'blocked' ? 0 : null
}

function isReduced(status: PasswordStatus): boolean {
  return status.kind === 'notVerified' && status.triesReduced === true
}
