import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED } from '../core/status-words.js'
import { affectedPassword, compareSecret, requireUsable } from './affected-password.js'
import { pinBlocks } from './pin-block.js'

/** DISABLE VERIFICATION REQUIREMENT (gemSpec_COS §14.6.2): the card behaves as if the password were always verified. */
export function disableVerification(context: CommandContext): Answer {
  return setRequirement(context, false)
}

/** ENABLE VERIFICATION REQUIREMENT (gemSpec_COS §14.6.3). */
export function enableVerification(context: CommandContext): Answer {
  return setRequirement(context, true)
}

function setRequirement(context: CommandContext, flagEnabled: boolean): Answer {
  const secret = parse(context)
  const { memory } = context.card
  const password = affectedPassword(context)
  // N076.500a, N077.700a: nothing to do is success, so nothing is compared either.
  if (memory.flagEnabled(password) === flagEnabled) return answer()
  const flag = { path: password.path, flagEnabled }
  if (secret) {
    requireUsable(context, password)
    memory.commit([compareSecret(context, password, secret), flag])
  } else {
    memory.commit([flag])
  }
  return answer()
}

/** The secret; undefined in the variant without (P1 01). */
function parse(context: CommandContext): Uint8Array | undefined {
  if (context.p1 > 0x01) refuse(MALFORMED.parameters)
  context.expectCase(context.p1 === 0x00 ? 3 : 1)
  return context.p1 === 0x00 ? pinBlocks(context.data, 1)[0] : undefined
}
