import type { Mechanism, User } from './token-module.js'

/** A person types at the reader: as long as the readers' own time limits, and a little more. */
const PERSON_MS = 180_000
const QUICK_MS = 10_000
const KEY_MS = 30_000
const PIN_MS = 15_000

/** The PKCS#11 function that each call stands for, by whose name failures are told, and its deadline in ms. */
export const moduleCalls = {
  initialize: { cryptoki: 'C_Initialize', ms: QUICK_MS },
  facts: { cryptoki: 'C_GetInfo', ms: QUICK_MS },
  slots: { cryptoki: 'C_GetSlotList', ms: QUICK_MS },
  mechanisms: { cryptoki: 'C_GetMechanismList', ms: QUICK_MS },
  open: { cryptoki: 'C_OpenSession', ms: QUICK_MS },
  token: { cryptoki: 'C_GetTokenInfo', ms: QUICK_MS },
  objects: { cryptoki: 'C_FindObjects', ms: QUICK_MS },
  privateKeys: { cryptoki: 'C_FindObjects', ms: QUICK_MS },
  login: { cryptoki: 'C_Login', ms: PIN_MS },
  logout: { cryptoki: 'C_Logout', ms: QUICK_MS },
  setPin: { cryptoki: 'C_SetPIN', ms: PIN_MS },
  initPin: { cryptoki: 'C_InitPIN', ms: PIN_MS },
  authorise: { cryptoki: 'C_Login', ms: PIN_MS },
  sign: { cryptoki: 'C_Sign', ms: KEY_MS },
  decipher: { cryptoki: 'C_Decrypt', ms: KEY_MS },
  derive: { cryptoki: 'C_DeriveKey', ms: KEY_MS },
  closeSession: { cryptoki: 'C_CloseSession', ms: QUICK_MS },
  finalize: { cryptoki: 'C_Finalize', ms: 5_000 },
} as const satisfies Record<string, { readonly cryptoki: string; readonly ms: number }>

export type CallName = keyof typeof moduleCalls

/** From the start of the process to its first sign of life, in ms: ours alone, so that no patience with a module changes it. */
export const START_MS = 10_000

/**
 * What the program asks of the process. `session` is the number that `open` answered. Bytes are the attachments: the PINs
 * that are `given`, in this order; the id, input, cipher or point.
 */
export type ModuleRequest =
  | { readonly call: 'facts' | 'slots' | 'finalize' }
  | { readonly call: 'mechanisms' | 'open'; readonly slot: string }
  | { readonly call: 'token' | 'objects' | 'privateKeys' | 'logout' | 'closeSession'; readonly session: number }
  | { readonly call: 'login'; readonly session: number; readonly user: User; readonly given: readonly boolean[] }
  | { readonly call: 'setPin' | 'initPin'; readonly session: number; readonly given: readonly boolean[] }
  | {
      readonly call: 'authorise'
      readonly session: number
      readonly key: string
      readonly mechanism: Mechanism['name']
      readonly given: readonly boolean[]
    }
  | { readonly call: 'sign'; readonly session: number; readonly key: string; readonly mechanism: Mechanism['name'] }
  | {
      readonly call: 'decipher'
      readonly session: number
      readonly key: string
      readonly padding: 'pkcs1' | 'oaepSha256'
    }
  | { readonly call: 'derive'; readonly session: number; readonly key: string }

/**
 * The time that a call gets.
 *
 * @param patienceMs - instead of the standard deadlines; never where a person types at the reader
 */
export function deadlineMs(request: ModuleRequest, patienceMs: number | undefined): number {
  if ('given' in request && request.given.includes(false)) return PERSON_MS
  return patienceMs ?? moduleCalls[request.call].ms
}

/** How the process answers. `result` belongs to the call; bytes are attachments. */
export type ModuleAnswer =
  | { readonly result: unknown }
  /** A CKR_* code, and the function that returned it. */
  | { readonly ckr: number; readonly call: string }
  /** The file cannot be loaded, is no PKCS#11 module, or does not begin. */
  | { readonly unusable: string }
  /** A native module of ours is not installed. */
  | { readonly missing: string }
  /** A mistake of ours. */
  | { readonly bug: string }
