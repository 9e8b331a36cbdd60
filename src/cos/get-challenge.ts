import { defineCommand, type CardCommand } from './card-command.js'

/**
 * GET CHALLENGE `00 84 00 00 Le` (gemSpec_COS 14.9.4): random bytes that the card remembers for one authentication.
 *
 * @param lengthBytes - 8, or 16 for ELC and AES
 */
export function getChallenge(lengthBytes: 8 | 16): CardCommand<Uint8Array> {
  return defineCommand({
    name: 'GET CHALLENGE',
    spec: 'gemSpec_COS 14.9.4',
    ins: 0x84,
    p1: 0x00,
    p2: 0x00,
    le: lengthBytes,
    outcomes: { '9000': 'random' },
    decode: ({ data }) => data,
  })
}
