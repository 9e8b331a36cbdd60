import { equalBytes } from '../../../src/bytes/equal.js'
import { toHex } from '../../../src/bytes/hex.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import { regular } from '../core/card-memory.js'
import type { CommandContext } from '../core/command-context.js'
import { counterWord, MALFORMED, SW } from '../core/status-words.js'
import type { Password } from '../image/object-system.js'
import { affectedPassword, requireNewLength } from './affected-password.js'
import { pinBlocks } from './pin-block.js'

interface ResetParameters {
  readonly puk: Uint8Array | undefined
  readonly newSecret: Uint8Array | undefined
}

/**
 * RESET RETRY COUNTER (gemSpec_COS §14.6.5) in its four variants: P1 00 PUK and new secret, 01 PUK, 02 new secret, 03
 * neither. The steps follow in the order of the specification, which a COS may change (note CosH_b46).
 */
export function resetRetryCounter(context: CommandContext): Answer {
  const { puk, newSecret } = parse(context)
  const { memory } = context.card
  const password = affectedPassword(context)
  if (newSecret) requireNewLength(password, newSecret)
  context.channel.clearPasswordStatus(password)
  if (puk) usePuk(context, password, puk)
  const { path, startRetryCounter } = regular(password)
  memory.commit([
    {
      path,
      retryCounter: startRetryCounter,
      ...(newSecret && { secret: toHex(newSecret), transportStatus: 'regularPassword' }),
    },
  ])
  return answer()
}

function parse(context: CommandContext): ResetParameters {
  const { p1, data } = context
  if (p1 > 0x03) refuse(MALFORMED.parameters)
  const hasPuk = p1 === 0x00 || p1 === 0x01
  const hasNewSecret = p1 === 0x00 || p1 === 0x02
  context.expectCase(hasPuk || hasNewSecret ? 3 : 1)
  const blocks = pinBlocks(data, Number(hasPuk) + Number(hasNewSecret))
  return { puk: hasPuk ? blocks[0] : undefined, newSecret: hasNewSecret ? blocks.at(-1) : undefined }
}

/** N081.000: each attempt with a PUK is a use of it, right or wrong; the use is gone before the comparison. */
function usePuk({ card }: CommandContext, password: Password, candidate: Uint8Array): void {
  const { path, puk } = regular(password)
  const { pukUsage } = card.memory.password(password)
  if (pukUsage === 0) refuse(SW.commandBlocked)
  card.memory.commit([{ path, pukUsage: pukUsage - 1 }])
  if (!puk || !equalBytes(puk, candidate)) refuse(counterWord(pukUsage - 1))
}
