import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { SW } from '../core/status-words.js'
import type { RecordContent, RecordFile } from '../image/object-system.js'
import { affectedRecordFile } from './affected-file.js'

/** READ RECORD (gemSpec_COS §14.4.6). */
export function readRecord(context: CommandContext): Answer {
  context.expectCase(2)
  const { value } = addressedRecord(context, affectedRecordFile(context))
  const tooMuch = !context.wantsEverything && context.wantedBytes > value.length
  return answer(value.subarray(0, context.wantedBytes), tooMuch ? SW.endOfFile : SW.noError)
}

/** SEARCH RECORD (gemSpec_COS §14.4.7): the numbers of the active records from P1 on that contain the command data. */
export function searchRecord(context: CommandContext): Answer {
  context.expectCase(4)
  const records = context.card.memory.records(affectedRecordFile(context))
  const pattern = Buffer.from(context.data)
  if (context.p1 < 1 || context.p1 > records.length) refuse(SW.recordNotFound)
  const found = records.flatMap(({ value, active }, i) =>
    i + 1 >= context.p1 && active && Buffer.from(value).includes(pattern) ? [i + 1] : [],
  )
  return answer(Uint8Array.from(found), found.length > 0 ? SW.noError : SW.unsuccessfulSearch)
}

/** The record with the number in P1, which must exist and be active (gemSpec_COS N066.700, N066.800). */
export function addressedRecord(context: CommandContext, file: RecordFile): RecordContent {
  const record = context.card.memory.records(file)[context.p1 - 1] ?? refuse(SW.recordNotFound)
  return record.active ? record : refuse(SW.recordDeactivated)
}
