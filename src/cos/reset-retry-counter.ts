import type { SecretBytes } from '../bytes/secret-bytes.js'
import { defineCommand, type CardCommand } from './card-command.js'
import { secretData } from './pin-block.js'

/** What the card says to a PUK. `usesLeft` counts every further attempt, right or wrong (N080.900). */
export type ResetRetryCounterResult =
  | { readonly kind: 'unblocked' }
  | { readonly kind: 'wrongPuk'; readonly usesLeft: number }
  | { readonly kind: 'pukUsedUp' }
  | { readonly kind: 'newSecretRefused' }

/** Which secrets go with the command; the card's access rules allow some of the four forms. */
export interface ResetRetryCounterSecrets {
  readonly puk?: SecretBytes
  readonly newBlock?: SecretBytes
}

/**
 * RESET RETRY COUNTER `00 2C P1 P2` (gemSpec_COS 14.6.5): P1 00 PUK‖new, 01 PUK, 02 new, 03 nothing. With a new secret it
 * also ends the transport status (N081.200b).
 */
export function resetRetryCounter(
  passwordReference: number,
  { puk, newBlock }: ResetRetryCounterSecrets,
): CardCommand<ResetRetryCounterResult> {
  const data = secretData(...[puk, newBlock].filter((block) => block !== undefined))
  return defineCommand({
    name: 'RESET RETRY COUNTER',
    spec: 'gemSpec_COS 14.6.5',
    ...(data.length > 0 && { secret: 'command' }),
    ins: 0x2c,
    p1: (puk ? 0 : 2) + (newBlock ? 0 : 1),
    p2: passwordReference,
    data,
    outcomes: {
      '9000': 'unblocked',
      '63Cx': 'wrongPuk',
      '6983': 'pukUsedUp',
      '6985': 'newSecretRefused',
      '6581': 'HC_CARD_OPERATION_REFUSED',
      '6982': 'HC_CARD_OPERATION_REFUSED',
      '6A88': 'HC_PIN_UNKNOWN',
    },
    decode: ({ outcome, counter }): ResetRetryCounterResult =>
      outcome === 'wrongPuk' ? { kind: outcome, usesLeft: counter } : { kind: outcome },
  })
}
