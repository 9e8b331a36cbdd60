import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { SW } from '../core/status-words.js'
import { affectedBinary } from './affected-file.js'

/** READ BINARY (gemSpec_COS §14.3.2): from the offset to the logical end of file, at most what Le asks for. */
export function readBinary(context: CommandContext): Answer {
  context.expectCase(2)
  const { file, offset } = affectedBinary(context)
  const body = context.card.memory.body(file)
  if (offset >= body.length) refuse(SW.offsetTooBig)
  const end = offset + context.wantedBytes
  // N052.300: only an explicit number can want too much.
  const tooMuch = !context.wantsEverything && end > body.length
  return answer(body.subarray(offset, end), tooMuch ? SW.endOfFile : SW.noError)
}
