import { answer, refuse, type Answer } from '../core/answer.js'
import { storedRecords } from '../core/card-memory.js'
import type { CommandContext } from '../core/command-context.js'
import { SW } from '../core/status-words.js'
import { affectedRecordFile, RECORD_BY_NUMBER, recordMode } from './affected-file.js'

/** Mode in P2: the record with the number in P1 and all that follow. */
const ALL_FROM_NUMBER = 0x05

/** ACTIVATE RECORD (gemSpec_COS §14.4.1). */
export function activateRecord(context: CommandContext): Answer {
  return setRecords(context, true)
}

/** DEACTIVATE RECORD (gemSpec_COS §14.4.3): the record can be neither read nor written, nor found. */
export function deactivateRecord(context: CommandContext): Answer {
  return setRecords(context, false)
}

/** N057.000 to N057.600, N062.200 to N062.800: all of the records change, or none. */
function setRecords(context: CommandContext, active: boolean): Answer {
  context.expectCase(1)
  const file = affectedRecordFile(context, [RECORD_BY_NUMBER, ALL_FROM_NUMBER])
  if (!file.recordsHaveLifeCycle) refuse(SW.noRecordLifeCycle)
  const { memory } = context.card
  const old = memory.records(file)
  const first = context.p1 - 1
  if (first < 0 || first >= old.length) refuse(SW.recordNotFound)
  const end = recordMode(context) === ALL_FROM_NUMBER ? old.length : first + 1
  const records = old.map((record, i) => (i >= first && i < end ? { ...record, active } : record))
  memory.commit([{ path: file.path, records: storedRecords(records) }])
  return answer()
}
