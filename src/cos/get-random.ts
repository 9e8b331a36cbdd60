import { defineCommand, type CardCommand } from './card-command.js'

/** Random bytes; cards before COS 3.12 need not know the command. */
export type GetRandomResult =
  { readonly kind: 'random'; readonly data: Uint8Array } | { readonly kind: 'notSupported' | 'refused' }

/** GET RANDOM `80 84 00 00 Le` (gemSpec_COS 14.9.5): random bytes from the card's own generator, 1 to 256. */
export function getRandom(lengthBytes: number): CardCommand<GetRandomResult> {
  return defineCommand({
    name: 'GET RANDOM',
    spec: 'gemSpec_COS 14.9.5',
    cla: 0x80,
    ins: 0x84,
    p1: 0x00,
    p2: 0x00,
    le: lengthBytes,
    outcomes: { '9000': 'random', '6982': 'refused', '6D00': 'notSupported', '6E00': 'notSupported' },
    decode: ({ outcome, data }): GetRandomResult =>
      outcome === 'random' ? { kind: outcome, data } : { kind: outcome },
  })
}
