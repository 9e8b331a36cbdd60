import { concat } from '../../../src/bytes/concat.js'
import { toHex } from '../../../src/bytes/hex.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { TransparentFile } from '../image/object-system.js'
import { affectedBinary } from './affected-file.js'

/** UPDATE BINARY (gemSpec_COS §14.3.5): replaces bytes, and moves the logical end of file where they reach beyond it. */
export function updateBinary(context: CommandContext): Answer {
  context.expectCase(3)
  const { file, offset } = affectedBinary(context)
  const { data } = context
  if (offset >= file.sizeBytes) refuse(SW.offsetTooBig)
  if (offset + data.length > file.sizeBytes) refuse(SW.dataTooBig)
  const old = context.card.memory.body(file)
  // Zeros fill a gap behind the old end (N054.500a).
  const body = new Uint8Array(Math.max(old.length, offset + data.length))
  body.set(old)
  body.set(data, offset)
  return store(context, file, body)
}

/** WRITE BINARY (gemSpec_COS §14.3.6): appends at the logical end of file. */
export function writeBinary(context: CommandContext): Answer {
  context.expectCase(3)
  const { p1, p2 } = context
  // There is no offset: 00 00 for the current file, or a short file identifier and 00.
  if (p2 !== 0 || (p1 > 0 && p1 < 0x80)) refuse(MALFORMED.parameters)
  const { file } = affectedBinary(context)
  const old = context.card.memory.body(file)
  if (old.length + context.data.length > file.sizeBytes) refuse(SW.dataTooBig)
  return store(context, file, concat(old, context.data))
}

/** ERASE BINARY (gemSpec_COS §14.3.1): zeros from the offset on; the logical end of file stays. */
export function eraseBinary(context: CommandContext): Answer {
  context.expectCase(1)
  const { file, offset } = affectedBinary(context)
  if (offset >= file.sizeBytes) refuse(SW.offsetTooBig)
  const body = Uint8Array.from(context.card.memory.body(file))
  return store(context, file, body.fill(0, offset))
}

/** SET LOGICAL EOF (gemSpec_COS §14.3.4): shortens the file to the offset; it never makes it longer (N052.954b). */
export function setLogicalEndOfFile(context: CommandContext): Answer {
  context.expectCase(1)
  const { file, offset } = affectedBinary(context)
  if (offset >= file.sizeBytes) refuse(SW.offsetTooBig)
  return store(context, file, context.card.memory.body(file).subarray(0, offset))
}

function store(context: CommandContext, file: TransparentFile, body: Uint8Array): Answer {
  context.card.memory.commit([{ path: file.path, body: toHex(body) }])
  return answer()
}
