import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { counterWord, MALFORMED, SW } from '../core/status-words.js'
import type { Password, TransportStatus } from '../image/object-system.js'
import { affectedPassword } from './affected-password.js'

const transportTrailers: Readonly<Record<Exclude<TransportStatus, 'regularPassword'>, number>> = {
  transportPIN: SW.transportPin,
  leerPIN: SW.leerPin,
}

/** GET PIN STATUS (gemSpec_COS §14.6.4). */
export function getPinStatus(context: CommandContext): Answer {
  context.expectCase(1)
  if (context.p1 !== 0) refuse(MALFORMED.parameters)
  return answer(undefined, status(context, affectedPassword(context)))
}

/** N078.350 to N078.800: blocked, switched off, verified, transport protection, tries left; the first that holds counts. */
function status({ card, channel }: CommandContext, password: Password): number {
  const { retryCounter, transportStatus } = card.memory.password(password)
  // N078.350 is new in 3.12: before, transport protection hid the counter (note CosH_73f).
  const showsBlock = card.cos === '3.12' || transportStatus === 'regularPassword'
  if (retryCounter === 0 && showsBlock) return counterWord(0)
  if (!card.memory.flagEnabled(password)) return SW.passwordDisabled
  if (channel.isVerified(password)) return SW.noError
  return transportStatus === 'regularPassword' ? counterWord(retryCounter) : transportTrailers[transportStatus]
}
