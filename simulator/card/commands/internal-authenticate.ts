import { fromBigInt, toBigInt } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import { equalBytes } from '../../../src/bytes/equal.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import { curves } from '../crypto/curves.js'
import type { AlgorithmName, PrivateKey } from '../image/object-system.js'
import { sign } from './compute-digital-signature.js'
import { selectedKey } from './selected-key.js'

/** RND of 16 bytes and the last eight bytes of the verifier's ICCSN (gemSpec_COS N086.200a). */
const ROLE_TOKEN_BYTES = 24
const ICCSN_BYTES = 8
/** Algorithm identifier elcRoleAuthentication, which is signed with the token. */
const ROLE_AUTHENTICATION = 0x00

/** INTERNAL AUTHENTICATE (gemSpec_COS §14.7.4) with private keys. */
export function internalAuthenticate(context: CommandContext): Answer {
  context.expectCase(4)
  if (context.p1 !== 0 || context.p2 !== 0) refuse(MALFORMED.parameters)
  const { key, algorithm } = selectedKey(context, 'internalAuthenticate')
  return answer(sign(context, key, algorithm, inputFor(context, key, algorithm)))
}

/** N086.900: a role is proved over the token and the algorithm's code as one number; other algorithms sign the token. */
function inputFor(context: CommandContext, key: PrivateKey, algorithm: AlgorithmName): Uint8Array {
  const token = context.data
  if (algorithm !== 'elcRoleAuthentication' || key.kind !== 'privateElc') return token
  if (token.length !== ROLE_TOKEN_BYTES) refuse(MALFORMED.length)
  // N086.820: a card must not prove its role to itself. Only role and session algorithms are concerned.
  if (equalBytes(token.subarray(-ICCSN_BYTES), context.card.image.iccsn8)) refuse(SW.wrongToken)
  const number = toBigInt(concat(token, Uint8Array.of(ROLE_AUTHENTICATION)))
  return fromBigInt(number, curves[key.curve].bytes)
}
