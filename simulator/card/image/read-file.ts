import { booleanValue, hexNumber } from './attribute-values.js'
import { ObjectAttributes, type LeftAside } from './object-attributes.js'
import type { Folder, RecordContent, RecordFile, TransparentFile } from './object-system.js'
import { childrenNamed, type XmlElement } from './xml-tree.js'

/** gemSpec_COS speaks of both flags, but lets a COS treat every file as if they were set (N011.200c, N011.300c). */
const implied = ['flagTransactionMode', 'flagChecksum']

/** Reads a TransparentElementaryFile. */
export function readTransparentFile(attributes: ObjectAttributes, name: string, folder: Folder): TransparentFile {
  const written = attributes.bytes('body') ?? new Uint8Array(0)
  const end = attributes.number('positionLogicalEndOfFile') ?? written.length
  const sizeBytes = Math.max(attributes.number('numberOfOctet') ?? 0, end)
  const body = new Uint8Array(end)
  body.set(written.subarray(0, end))
  return { kind: 'transparent', ...fileCommon(attributes, name, folder), sizeBytes, body }
}

/** Reads a LinearFixed-, LinearVariable- or CyclicElementaryFile; records stand in the order of the document. */
export function readRecordFile(
  attributes: ObjectAttributes,
  name: string,
  folder: Folder,
  element: XmlElement,
  kind: RecordFile['kind'],
  leftAside: LeftAside[],
): RecordFile {
  const maximumRecords = attributes.required('maximumNumberOfRecords', hexNumber)
  const maximumRecordBytes = attributes.required('maximumRecordLength', hexNumber)
  const sizeBytes = attributes.number('numberOfOctet') ?? maximumRecords * maximumRecordBytes
  return {
    kind,
    ...fileCommon(attributes, name, folder),
    maximumRecords,
    maximumRecordBytes,
    // N013.000: only files of records of different lengths have it; elsewhere it follows from the other two.
    sizeBytes: kind === 'linearVariable' ? sizeBytes : undefined,
    recordsHaveLifeCycle: attributes.optional('flagRecordLifeCycleStatus', booleanValue) ?? false,
    records: childrenNamed(element, 'records').flatMap((records) =>
      childrenNamed(records, 'record').map((record) => readRecord(attributes.path, record, leftAside)),
    ),
  }
}

function fileCommon(
  attributes: ObjectAttributes,
  name: string,
  folder: Folder,
): Omit<TransparentFile, 'kind' | 'sizeBytes' | 'body'> {
  attributes.ignore(...implied)
  return {
    name,
    path: attributes.path,
    folder,
    lifeCycle: attributes.lifeCycle(),
    accessRules: attributes.accessRules(),
    fileIdentifier: attributes.required('fileIdentifier', hexNumber),
    shortFileIdentifier: attributes.number('shortFileIdentifier'),
    shareable: attributes.optional('shareable', booleanValue) ?? true,
  }
}

function readRecord(path: string, record: XmlElement, leftAside: LeftAside[]): RecordContent {
  const attributes = new ObjectAttributes(`${path} record ${record.attributes.get('id') ?? ''}`, record)
  const value = attributes.bytes('recordValue') ?? new Uint8Array(0)
  const active = attributes.lifeCycle('recordLifeCycleStatus') === 'active'
  leftAside.push(...attributes.leftAside())
  return { value, active }
}
