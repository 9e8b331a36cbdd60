import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'

const BASIC_CHANNEL = 0

/** MANAGE CHANNEL (gemSpec_COS §14.9.8). It needs no access rule (N022.810a). */
export function manageChannel(context: CommandContext): Answer {
  const { channels } = context.card
  const number = context.channelNumber
  switch (context.p1 * 256 + context.p2) {
    case 0x0000:
      return open(context)
    case 0x4000:
      context.expectCase(1)
      channels.reset(number)
      return answer()
    case 0x4001:
      context.expectCase(1)
      if (number !== BASIC_CHANNEL) refuse(MALFORMED.parameters)
      channels.resetAll()
      return answer()
    case 0x8000:
      context.expectCase(1)
      if (number === BASIC_CHANNEL) refuse(MALFORMED.parameters)
      channels.close(number)
      return answer()
    default:
      return refuse(MALFORMED.parameters)
  }
}

/** N099.508: the card chooses the number and tells it in one byte. */
function open(context: CommandContext): Answer {
  if (context.channelNumber !== BASIC_CHANNEL) refuse(MALFORMED.parameters)
  if (context.data.length > 0 || context.wantedBytes !== 1) refuse(MALFORMED.length)
  return answer(Uint8Array.of(context.card.channels.open() ?? refuse(SW.noMoreChannels)))
}
