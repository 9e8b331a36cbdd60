import { concat } from '../bytes/concat.js'
import { readTlv } from '../bytes/tlv.js'
import { unlessMalformed } from '../bytes/unless-malformed.js'
import { maxReadOffset, readBinary, type ReadBinaryResult } from '../cos/read-binary.js'
import { readRecord } from '../cos/read-record.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { CardSession } from './card-session.js'
import type { FileEntry } from './object-system.js'

/** Content of a transparent file; `empty` where the file exists and holds nothing (6B00 at offset 0). */
export type FileContent =
  { readonly kind: 'content'; readonly bytes: Uint8Array } | { readonly kind: 'empty' | 'missing' | 'refused' }

/** Records of a structured file, deactivated ones left out. */
export type RecordContent =
  { readonly kind: 'records'; readonly records: readonly Uint8Array[] } | { readonly kind: 'missing' | 'refused' }

/**
 * Reads a transparent file of the card's profile by name, whatever its length: by short identifier first, then on from
 * the current file until the card reports its end.
 *
 * @throws HealthCardError `HC_CARD_KEY_MISSING` for a name that the profile does not have.
 */
export async function readFile(session: CardSession, name: string): Promise<FileContent> {
  const file = entryOf(session, name)
  await session.enter(file.folder)
  const first = await read(session, { shortFileIdentifier: file.sfi, offset: 0 })
  switch (first.kind) {
    case 'endOfFile':
      return { kind: 'empty' }
    case 'notFound':
      return { kind: 'missing' }
    case 'refused':
      return { kind: 'refused' }
    case 'data':
      return { kind: 'content', bytes: await readOn(session, name, intact(first, name)) }
  }
}

/** Reads all records of a structured file by name. */
export async function readRecords(session: CardSession, name: string): Promise<RecordContent> {
  const file = entryOf(session, name)
  await session.enter(file.folder)
  const records: Uint8Array[] = []
  for (let number = 1; number <= 254; number++) {
    const result = await session.run(readRecord(number, file.sfi, session.extendedLength))
    if (result.kind === 'noRecord') break
    if (result.kind === 'notFound') return { kind: 'missing' }
    if (result.kind === 'refused') return { kind: 'refused' }
    if (result.kind === 'record') records.push(result.data)
  }
  return { kind: 'records', records }
}

async function readOn(session: CardSession, name: string, first: Uint8Array): Promise<Uint8Array> {
  const parts = [first]
  let offset = first.length
  // A file that begins with a data object and holds all of it needs no further question: every certificate does.
  while (offset <= maxReadOffset.withoutShortFileIdentifier && !isWholeDataObject(concat(...parts))) {
    const next = await read(session, { offset })
    if (next.kind !== 'data') break
    const data = intact(next, name)
    if (data.length === 0) break
    parts.push(data)
    offset += data.length
  }
  return concat(...parts)
}

function isWholeDataObject(bytes: Uint8Array): boolean {
  return unlessMalformed(() => readTlv(bytes).encoding.length) === bytes.length
}

function read(session: CardSession, position: Parameters<typeof readBinary>[0]): Promise<ReadBinaryResult> {
  return session.run(readBinary(position, session.extendedLength))
}

function intact(result: Extract<ReadBinaryResult, { kind: 'data' }>, file: string): Uint8Array {
  if (!result.corrupt) return result.data
  throw new HealthCardError('HC_CARD_DATA_MALFORMED', `${file}: the card says that its content is damaged`, { file })
}

function entryOf(session: CardSession, name: string): FileEntry {
  const file = session.profile.files[name]
  if (!file) throw new HealthCardError('HC_CARD_KEY_MISSING', `the card has no ${name}`, { object: name })
  return file
}
