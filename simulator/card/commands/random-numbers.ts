import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED } from '../core/status-words.js'

/** Lengths of a challenge: for RSA and DES, for ELC and AES (gemSpec_COS N098.500, N098.620). */
const CHALLENGE_LENGTHS = [8, 16]
/** GET RANDOM is a short command (gemSpec_COS N099.322). */
const MOST_RANDOM_BYTES = 0x100

/** GET CHALLENGE (gemSpec_COS §14.9.4): a random number that the card remembers for one authentication. */
export function getChallenge(context: CommandContext): Answer {
  requireNoParameters(context)
  if (!CHALLENGE_LENGTHS.includes(context.wantedBytes)) refuse(MALFORMED.length)
  const challenge = context.card.random(context.wantedBytes)
  context.channel.challenge = challenge
  return answer(challenge)
}

/** GET RANDOM (gemSpec_COS §14.9.5): a random number that the card forgets. */
export function getRandom(context: CommandContext): Answer {
  requireNoParameters(context)
  if (context.wantedBytes > MOST_RANDOM_BYTES) refuse(MALFORMED.length)
  context.requireAccess(context.channel.currentFolder)
  return answer(context.card.random(context.wantedBytes))
}

function requireNoParameters(context: CommandContext): void {
  context.expectCase(2)
  if (context.p1 !== 0 || context.p2 !== 0) refuse(MALFORMED.parameters)
}
