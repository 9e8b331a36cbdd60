import { answer, refuse, type Answer } from '../core/answer.js'
import { storedRecords } from '../core/card-memory.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { RecordContent, RecordFile } from '../image/object-system.js'
import { affectedRecordFile } from './affected-file.js'
import { addressedRecord } from './read-record.js'

/** P2 of APPEND RECORD is a short file identifier without a mode. */
const NO_MODE = 0x00

/** UPDATE RECORD (gemSpec_COS §14.4.8). */
export function updateRecord(context: CommandContext): Answer {
  context.expectCase(3)
  const file = affectedRecordFile(context)
  addressedRecord(context, file)
  requireLength(context, file)
  return store(context, file, replaced(context, file, context.data))
}

/** APPEND RECORD (gemSpec_COS §14.4.2): at the end; at the start of a cyclic file, which forgets its last record. */
export function appendRecord(context: CommandContext): Answer {
  context.expectCase(3)
  if (context.p1 !== 0) refuse(MALFORMED.parameters)
  const file = affectedRecordFile(context, [NO_MODE])
  const old = context.card.memory.records(file)
  const added = { value: context.data, active: true }
  if (file.kind !== 'cyclic' && old.length >= file.maximumRecords) refuse(SW.fullRecordList)
  requireLength(context, file)
  const records = file.kind === 'cyclic' ? [added, ...old].slice(0, file.maximumRecords) : [...old, added]
  return store(context, file, records)
}

/** ERASE RECORD (gemSpec_COS §14.4.5): the record stays, its bytes become zero. */
export function eraseRecord(context: CommandContext): Answer {
  context.expectCase(1)
  const file = affectedRecordFile(context)
  const { value } = addressedRecord(context, file)
  return store(context, file, replaced(context, file, new Uint8Array(value.length)))
}

/** DELETE RECORD (gemSpec_COS §14.4.4): the following records move up; a deactivated one stays (N063.440). */
export function deleteRecord(context: CommandContext): Answer {
  context.expectCase(1)
  const file = affectedRecordFile(context)
  addressedRecord(context, file)
  return store(context, file, context.card.memory.records(file).toSpliced(context.p1 - 1, 1))
}

function requireLength({ data }: CommandContext, file: RecordFile): void {
  const fits =
    file.kind === 'linearVariable' ? data.length <= file.maximumRecordBytes : data.length === file.maximumRecordBytes
  if (!fits) refuse(SW.wrongRecordLength)
}

function replaced({ card, p1 }: CommandContext, file: RecordFile, value: Uint8Array): RecordContent[] {
  return card.memory.records(file).with(p1 - 1, { value, active: true })
}

function store(context: CommandContext, file: RecordFile, records: readonly RecordContent[]): Answer {
  const usedBytes = records.reduce((sum, { value }) => sum + value.length, 0)
  if (file.kind === 'linearVariable' && usedBytes > (file.sizeBytes ?? Infinity)) refuse(SW.outOfMemory)
  context.card.memory.commit([{ path: file.path, records: storedRecords(records) }])
  return answer()
}
