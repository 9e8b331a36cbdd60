import { toHex } from '../../../src/bytes/hex.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import { regular } from '../core/card-memory.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { Password } from '../image/object-system.js'
import { affectedPassword, compareSecret, requireNewLength } from './affected-password.js'
import { pinBlocks } from './pin-block.js'

interface ChangeParameters {
  /** Absent in the variant "set a secret" (P1 01). */
  readonly oldSecret: Uint8Array | undefined
  readonly newSecret: Uint8Array
}

/**
 * CHANGE REFERENCE DATA (gemSpec_COS §14.6.1): P1 00 changes a secret, P1 01 sets one. It sets no security status.
 *
 * The new secret and the end of transport protection are stored one after the other, in the order that N075.300c allows: a
 * power cut between them leaves the new secret under the old transport status, never the other way round (N075.300d).
 */
export function changeReferenceData(context: CommandContext): Answer {
  context.expectCase(3)
  const { oldSecret, newSecret } = parse(context)
  const { memory } = context.card
  const password = affectedPassword(context)
  if (!oldSecret) refuseWhereSecretWasSet(context, password)
  if (memory.password(password).retryCounter === 0) refuse(SW.passwordBlocked)
  requireNewLength(password, newSecret)
  const tryGivenBack = oldSecret ? compareSecret(context, password, oldSecret) : undefined
  const { path } = regular(password)
  memory.commit([{ path, ...tryGivenBack, secret: toHex(newSecret) }])
  if (memory.password(password).transportStatus !== 'regularPassword') {
    memory.commit([{ path, transportStatus: 'regularPassword' }])
  }
  return answer()
}

function parse({ p1, data }: CommandContext): ChangeParameters {
  if (p1 > 0x01) refuse(MALFORMED.parameters)
  const blocks = pinBlocks(data, p1 === 0x00 ? 2 : 1)
  const newSecret = blocks.at(-1) ?? refuse(MALFORMED.length)
  return { oldSecret: p1 === 0x00 ? blocks[0] : undefined, newSecret }
}

/**
 * N015.610: a Leer-PIN takes a secret without the old one only once; after that the variant must not be executable any
 * more, in a way of the manufacturer's choice. Here it is answered like a missing access rule.
 */
function refuseWhereSecretWasSet({ card }: CommandContext, password: Password): void {
  const asDelivered = regular(password).transportStatus
  const now = card.memory.password(password).transportStatus
  if (asDelivered === 'leerPIN' && now === 'regularPassword') refuse(SW.securityStatusNotSatisfied)
}
