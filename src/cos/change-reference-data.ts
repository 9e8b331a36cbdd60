import type { SecretBytes } from '../bytes/secret-bytes.js'
import { defineCommand, type CardCommand } from './card-command.js'
import { secretData } from './pin-block.js'

/** What the card says to a change. `newSecretRefused`: the new value is too short or too long, nothing was counted. */
export type ChangeReferenceDataResult =
  | { readonly kind: 'changed' }
  | { readonly kind: 'wrongSecret'; readonly triesLeft: number }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'newSecretRefused' }

const outcomes = {
  '9000': 'changed',
  '63Cx': 'wrongSecret',
  '6983': 'blocked',
  '6985': 'newSecretRefused',
  '6581': 'HC_CARD_OPERATION_REFUSED',
  '6982': 'HC_CARD_OPERATION_REFUSED',
  '6A88': 'HC_PIN_UNKNOWN',
} as const

/**
 * CHANGE REFERENCE DATA `00 24 00 P2 10 old‖new` (gemSpec_COS 14.6.1): replaces a secret, and ends the Transport-PIN
 * status where `old` is the Transport-PIN. Sets no security status.
 */
export function changeReferenceData(
  passwordReference: number,
  oldBlock: SecretBytes,
  newBlock: SecretBytes,
): CardCommand<ChangeReferenceDataResult> {
  return change(0x00, passwordReference, secretData(oldBlock, newBlock))
}

/** CHANGE REFERENCE DATA `00 24 01 P2 08 new` (gemSpec_COS 14.6.1): sets the first secret of a Leer-PIN. */
export function setReferenceData(
  passwordReference: number,
  newBlock: SecretBytes,
): CardCommand<ChangeReferenceDataResult> {
  return change(0x01, passwordReference, secretData(newBlock))
}

function change(p1: number, passwordReference: number, data: Uint8Array): CardCommand<ChangeReferenceDataResult> {
  return defineCommand({
    name: 'CHANGE REFERENCE DATA',
    spec: 'gemSpec_COS 14.6.1',
    secret: 'command',
    ins: 0x24,
    p1,
    p2: passwordReference,
    data,
    outcomes,
    decode: ({ outcome, counter }): ChangeReferenceDataResult =>
      outcome === 'wrongSecret' ? { kind: outcome, triesLeft: counter } : { kind: outcome },
  })
}
