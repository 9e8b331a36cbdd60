import { answer, Refusal, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED } from '../core/status-words.js'
import type { Password } from '../image/object-system.js'
import type { StateChange } from '../state/state-change.js'
import { affectedPassword, compareSecret, requireUsable } from './affected-password.js'
import { pinBlocks } from './pin-block.js'

/** VERIFY (gemSpec_COS §14.6.6). The only command that sets the security status of a password. */
export function verify(context: CommandContext): Answer {
  context.expectCase(3)
  if (context.p1 !== 0) refuse(MALFORMED.parameters)
  const [candidate = refuse(MALFORMED.length)] = pinBlocks(context.data, 1)
  const password = affectedPassword(context)
  requireUsable(context, password)
  const tryGivenBack = compareAndCount(context, password, candidate)
  const { successful } = context.card.memory.verifications(password)
  context.card.memory.commit([tryGivenBack, { path: password.path, verifications: successful + 1 }])
  context.channel.setPasswordStatus(password)
  return answer()
}

function compareAndCount(context: CommandContext, password: Password, candidate: Uint8Array): StateChange {
  const { memory } = context.card
  try {
    return compareSecret(context, password, candidate)
  } catch (error) {
    if (error instanceof Refusal) {
      const { failed } = memory.verifications(password)
      memory.commit([{ path: password.path, failedVerifications: failed + 1 }], 'buffered')
    }
    throw error
  }
}
