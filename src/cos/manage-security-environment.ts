import { encodeTlv } from '../bytes/tlv.js'
import { defineCommand, type CardCommand } from './card-command.js'

/** What a key is selected for: P1 P2 of MANAGE SECURITY ENVIRONMENT SET (gemSpec_COS 14.9.9). */
export type KeyPurpose = 'signature' | 'decipher' | 'internalAuthentication'

/**
 * Answer to a key selection. A card may also answer `selected` without a check and refuse in the command that uses the
 * key (N104.300 a.2).
 */
export interface SetKeyResult {
  readonly kind: 'selected' | 'algorithmNotSupported' | 'keyNotFound'
}

const controlReference = { signature: 0xb6, decipher: 0xb8, internalAuthentication: 0xa4 } as const

/**
 * MSE RESTORE `00 22 F3 SE` (gemSpec_COS 14.9.9): takes security environment `number` for the current folder. Clears the
 * status of the folder's passwords (N104.200): before VERIFY, never after.
 */
export function restoreSecurityEnvironment(number: number): CardCommand<void> {
  return defineCommand({
    name: 'MSE RESTORE',
    spec: 'gemSpec_COS 14.9.9',
    ins: 0x22,
    p1: 0xf3,
    p2: number,
    outcomes: { '9000': 'done' },
    decode: () => undefined,
  })
}

/**
 * MSE SET `00 22 41 B6|B8|A4` with `84 01 reference 80 01 algorithm` (gemSpec_COS 14.9.9).
 *
 * @param keyReference - 80 + identifier for a key of the current folder, the identifier alone for one of the MF (N099.600)
 * @param algorithm - left out, only the key is named: what one STARCOS 3.7 card insists on (card-facts §6)
 */
export function setKey(purpose: KeyPurpose, keyReference: number, algorithm?: number): CardCommand<SetKeyResult> {
  const key = encodeTlv(0x84, Uint8Array.of(keyReference))
  return defineCommand({
    name: 'MSE SET',
    spec: 'gemSpec_COS 14.9.9',
    ins: 0x22,
    p1: 0x41,
    p2: controlReference[purpose],
    data: algorithm === undefined ? key : Uint8Array.of(...key, ...encodeTlv(0x80, Uint8Array.of(algorithm))),
    outcomes: { '9000': 'selected', '6A81': 'algorithmNotSupported', '6A88': 'keyNotFound' },
    decode: ({ outcome }): SetKeyResult => ({ kind: outcome }),
  })
}
