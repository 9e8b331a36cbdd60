import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { SW } from '../core/status-words.js'
import { affectedObject } from './affected-object.js'

/**
 * DELETE (gemSpec_COS §14.2.4) of the current file or folder, a key or a password, with all that is in it. No channel keeps
 * a trace of the object; the specification speaks of the channel of the command only, and of no other one open (N099.500).
 */
export function deleteObject(context: CommandContext): Answer {
  const object = affectedObject(context, () => context.channel.currentFolder)
  // N019.910b wants NEVER as rule of the MF, and leaves a card whose rule says something else free to refuse (N019.920c).
  if (object === context.card.image.root) refuse(SW.securityStatusNotSatisfied)
  context.requireAccess(object)
  context.card.memory.commit([{ path: object.path, deleted: true }])
  context.card.channels.forget(object)
  return answer()
}
