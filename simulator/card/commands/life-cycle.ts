import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { LifeCycle } from '../image/access-rules.js'
import type { CardObject } from '../image/object-system.js'
import { CARD_PATH } from '../state/state-change.js'
import { affectedObject } from './affected-object.js'

/** ACTIVATE (gemSpec_COS §14.2.1) of the current file or folder, a key or a password. */
export function activate(context: CommandContext): Answer {
  return setReversibly(context, 'active')
}

/** DEACTIVATE (gemSpec_COS §14.2.3); ACTIVATE takes it back, where the rules of a deactivated object allow that. */
export function deactivate(context: CommandContext): Answer {
  return setReversibly(context, 'deactivated')
}

/** TERMINATE (gemSpec_COS §14.2.9) of the current file, a key or a password, for ever. A folder needs TERMINATE DF. */
export function terminate(context: CommandContext): Answer {
  const object = affectedObject(context, () => refuse(SW.noCurrentFile))
  context.requireAccess(object)
  return set(context, object, 'terminated')
}

/** TERMINATE DF (gemSpec_COS §14.2.8): the current folder, for ever. */
export function terminateFolder(context: CommandContext): Answer {
  requireNothing(context)
  const { currentFolder } = context.channel
  context.requireAccess(currentFolder)
  return set(context, currentFolder, 'terminated')
}

/** TERMINATE CARD USAGE (gemSpec_COS §14.2.7): the whole card, for ever, by the access rule of the MF. */
export function terminateCardUsage(context: CommandContext): Answer {
  requireNothing(context)
  const { image, memory, channels } = context.card
  context.requireAccess(image.root)
  if (memory.lifeCycles.card !== 'terminated') memory.commit([{ path: CARD_PATH, lifeCycleStatus: 'terminated' }])
  // N048.756b, c.
  channels.resetAll()
  return answer()
}

function setReversibly(context: CommandContext, lifeCycle: LifeCycle): Answer {
  const object = affectedObject(context, () => context.channel.currentFolder)
  context.requireAccess(object)
  // N035.300a, N036.500a: its own state counts; that of a terminated folder around it has taken the access rule away.
  if (context.card.memory.lifeCycles.of(object) === 'terminated') refuse(SW.objectTerminated)
  return set(context, object, lifeCycle)
}

/** To set what is set already is success, and writes nothing (N035.300b, N036.500b, N048.852, N048.960). */
function set({ card }: CommandContext, object: CardObject, lifeCycleStatus: LifeCycle): Answer {
  if (card.memory.lifeCycles.of(object) !== lifeCycleStatus) {
    card.memory.commit([{ path: object.path, lifeCycleStatus }])
  }
  return answer()
}

function requireNothing(context: CommandContext): void {
  context.expectCase(1)
  if (context.p1 !== 0 || context.p2 !== 0) refuse(MALFORMED.parameters)
}
