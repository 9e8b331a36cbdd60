import type { SecretBytes } from '../bytes/secret-bytes.js'
import { defineCommand, type CardCommand } from './card-command.js'
import { secretData } from './pin-block.js'

/** What the card says to a secret. `triesLeft` 0 means that this attempt blocked the password. */
export type VerifyResult =
  | { readonly kind: 'verified' }
  | { readonly kind: 'wrongSecret'; readonly triesLeft: number }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'transportProtected' }

/**
 * VERIFY `00 20 00 P2 08 block` (gemSpec_COS 14.6.6): compares a secret and sets the security status. The only command
 * that sets it (N082.900c).
 *
 * @param passwordReference - P2: location bit 80 and password identifier
 */
export function verify(passwordReference: number, block: SecretBytes): CardCommand<VerifyResult> {
  return defineCommand({
    name: 'VERIFY',
    spec: 'gemSpec_COS 14.6.6',
    secret: 'command',
    ins: 0x20,
    p1: 0x00,
    p2: passwordReference,
    data: secretData(block),
    outcomes: {
      '9000': 'verified',
      '63Cx': 'wrongSecret',
      '6983': 'blocked',
      '6985': 'transportProtected',
      '6581': 'HC_CARD_OPERATION_REFUSED',
      '6982': 'HC_CARD_OPERATION_REFUSED',
      '6A88': 'HC_PIN_UNKNOWN',
    },
    decode: ({ outcome, counter }): VerifyResult =>
      outcome === 'wrongSecret' ? { kind: outcome, triesLeft: counter } : { kind: outcome },
  })
}
