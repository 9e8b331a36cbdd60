import { defineCommand, type CardCommand } from './card-command.js'

/**
 * State of a password. `blocked` is reported as 63C0; under transport protection cards before COS 3.12 may report the
 * transport status although the counter is used up (N078.350), and no card tells the counter there (N078.600).
 */
export type PinStatus =
  | { readonly kind: 'verified' }
  | { readonly kind: 'notVerified'; readonly triesLeft: number }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'transportPin' }
  | { readonly kind: 'leerPin' }
  | { readonly kind: 'disabled' }

/** GET PIN STATUS `80 20 00 P2` (gemSpec_COS 14.6.4): asks, costs no try. */
export function getPinStatus(passwordReference: number): CardCommand<PinStatus> {
  return defineCommand({
    name: 'GET PIN STATUS',
    spec: 'gemSpec_COS 14.6.4',
    cla: 0x80,
    ins: 0x20,
    p1: 0x00,
    p2: passwordReference,
    outcomes: {
      '9000': 'verified',
      '62C1': 'transportPin',
      '62C7': 'leerPin',
      '62D0': 'disabled',
      '63C0': 'blocked',
      '63Cx': 'notVerified',
      '6982': 'HC_CARD_OPERATION_REFUSED',
      '6A88': 'HC_PIN_UNKNOWN',
    },
    decode: ({ outcome, counter }): PinStatus =>
      outcome === 'notVerified' ? { kind: outcome, triesLeft: counter } : { kind: outcome },
  })
}
