import { createHash } from 'node:crypto'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED } from '../core/status-words.js'

const PREFIX_BYTES = 128
/** What stands for the operating system's code, of which real cards make their fingerprint (gemSpec_COS N096.476). */
const OPERATING_SYSTEM = 'ehba simulated card'

/** FINGERPRINT (gemSpec_COS §14.9.2): a hash over the prefix and the operating system. */
export function fingerprint(context: CommandContext): Answer {
  context.expectCase(4)
  if (context.p1 !== 0 || context.p2 !== 0) refuse(MALFORMED.parameters)
  if (context.data.length !== PREFIX_BYTES) refuse(MALFORMED.length)
  context.requireAccess(context.channel.currentFolder)
  return answer(createHash('sha256').update(context.data).update(OPERATING_SYSTEM).digest())
}
