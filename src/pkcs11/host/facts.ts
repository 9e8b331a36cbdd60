import type { MechanismFacts, ModuleFacts, SlotFacts, TokenFacts } from '../token-module.js'
import {
  CKR,
  type Cryptoki,
  failedWith,
  type Handle,
  handleText,
  inCall,
  type TokenInfo,
  type Version,
} from './cryptoki.js'

const CKF_TOKEN_PRESENT = 0x01
const CKF_REMOVABLE_DEVICE = 0x02
/** A list that grows between the two calls that read it is read again. */
const LIST_ATTEMPTS = 3

export function moduleFacts(cryptoki: Cryptoki): ModuleFacts {
  const info = inCall('C_GetInfo', () => cryptoki.C_GetInfo())
  return {
    cryptokiVersion: versionText(info.cryptokiVersion),
    manufacturer: info.manufacturerID,
    description: info.libraryDescription,
    version: versionText(info.libraryVersion),
  }
}

/** All slots. One that is gone again when it is asked is left out. */
export function slotFacts(cryptoki: Cryptoki): SlotFacts[] {
  return listed('C_GetSlotList', () => cryptoki.C_GetSlotList(false)).flatMap((slot) => {
    try {
      const info = inCall('C_GetSlotInfo', () => cryptoki.C_GetSlotInfo(slot))
      const facts = {
        slot: handleText(slot),
        description: info.slotDescription,
        manufacturer: info.manufacturerID,
        removable: (info.flags & CKF_REMOVABLE_DEVICE) !== 0,
      }
      return [{ ...facts, token: (info.flags & CKF_TOKEN_PRESENT) === 0 ? undefined : tokenIfAny(cryptoki, slot) }]
    } catch (error) {
      if (failedWith(error, CKR.SLOT_ID_INVALID)) return []
      throw error
    }
  })
}

function tokenIfAny(cryptoki: Cryptoki, slot: Handle): TokenFacts | undefined {
  try {
    return tokenFacts(cryptoki, slot)
  } catch (error) {
    if (failedWith(error, CKR.TOKEN_NOT_PRESENT, CKR.TOKEN_NOT_RECOGNIZED)) return undefined
    throw error
  }
}

export function tokenFacts(cryptoki: Cryptoki, slot: Handle): TokenFacts {
  const info = inCall('C_GetTokenInfo', () => cryptoki.C_GetTokenInfo(slot))
  return {
    label: info.label,
    manufacturer: info.manufacturerID,
    model: info.model,
    serial: info.serialNumber,
    flags: info.flags,
    ...pinLengths(info),
    firmware: versionText(info.firmwareVersion),
  }
}

/** CK_UNAVAILABLE_INFORMATION, and lengths that no PIN has, are no information. */
const LONGEST_PIN = 0xffff

function pinLengths({ minPinLen, maxPinLen }: TokenInfo): Pick<TokenFacts, 'minPinBytes' | 'maxPinBytes'> {
  const maxPinBytes = maxPinLen > 0 && maxPinLen <= LONGEST_PIN ? maxPinLen : null
  return { minPinBytes: minPinLen <= (maxPinBytes ?? LONGEST_PIN) ? minPinLen : null, maxPinBytes }
}

/** The mechanisms of a slot. One that its own list names and the token then does not know is left out. */
export function mechanismFacts(cryptoki: Cryptoki, slot: Handle): MechanismFacts[] {
  return listed('C_GetMechanismList', () => cryptoki.C_GetMechanismList(slot)).flatMap((type) => {
    try {
      const info = inCall('C_GetMechanismInfo', () => cryptoki.C_GetMechanismInfo(slot, type))
      return [{ type, minKeySize: info.minKeySize, maxKeySize: info.maxKeySize, flags: info.flags }]
    } catch (error) {
      if (failedWith(error, CKR.MECHANISM_INVALID)) return []
      throw error
    }
  })
}

function listed<T>(call: string, list: () => T[]): T[] {
  for (let attempt = 1; ; attempt++) {
    try {
      return inCall(call, list)
    } catch (error) {
      if (attempt === LIST_ATTEMPTS || !failedWith(error, CKR.BUFFER_TOO_SMALL)) throw error
    }
  }
}

function versionText({ major, minor }: Version): string {
  return `${major}.${minor}`
}
