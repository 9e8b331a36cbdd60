import { uint16 } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import type { CardMemory } from '../core/card-memory.js'
import type { LifeCycle } from '../image/access-rules.js'
import type { ElementaryFile, Folder } from '../image/object-system.js'

const NOTHING = new Uint8Array(0)
/** Bit of the file descriptor: more than one channel may use the file (ISO 7816-4 table 14). */
const SHAREABLE = 0x40
/** Data coding byte, fixed by gemSpec_COS N014.100c.4. */
const DATA_CODING = 0x41
const descriptors = { folder: 0x38, transparent: 0x01, linearFixed: 0x02, linearVariable: 0x04, cyclic: 0x06 } as const
const lifeCycles: Readonly<Record<LifeCycle, number>> = { active: 0x05, deactivated: 0x04, terminated: 0x0c }

/**
 * File control parameters (gemSpec_COS §8.3.3, N013.900 to N014.900), in the order of their tags but for the logical end
 * of file. The order is free (N014.900a).
 */
export function fileControlParameters(file: Folder | ElementaryFile, memory: CardMemory): Uint8Array {
  const lifeCycle = encodeTlv(0x8a, Uint8Array.of(lifeCycles[memory.lifeCycles.of(file)]))
  const identifier = file.fileIdentifier === undefined ? NOTHING : encodeTlv(0x83, uint16(file.fileIdentifier))
  const descriptor = encodeTlv(0x82, fileDescriptor(file))
  if (file.kind === 'folder') {
    const names = file.applicationIdentifiers.map((name) => encodeTlv(0x84, name))
    return encodeTlv(0x62, descriptor, identifier, ...names, lifeCycle)
  }
  const size = file.sizeBytes === undefined ? NOTHING : encodeTlv(0x80, uint16(file.sizeBytes))
  return encodeTlv(0x62, size, descriptor, identifier, shortIdentifier(file), lifeCycle, content(file, memory))
}

function fileDescriptor(file: Folder | ElementaryFile): Uint8Array {
  const first = Uint8Array.of(descriptors[file.kind] | (file.shareable ? SHAREABLE : 0))
  if (file.kind === 'folder' || file.kind === 'transparent') return first
  return concat(
    first,
    Uint8Array.of(DATA_CODING),
    uint16(file.maximumRecordBytes),
    Uint8Array.of(file.maximumRecords & 0xff),
  )
}

function shortIdentifier({ shortFileIdentifier }: ElementaryFile): Uint8Array {
  return encodeTlv(0x88, shortFileIdentifier === undefined ? NOTHING : Uint8Array.of(shortFileIdentifier << 3))
}

/** The logical end of file of a transparent file; whether records have a life cycle, of a structured one. */
function content(file: ElementaryFile, memory: CardMemory): Uint8Array {
  return file.kind === 'transparent'
    ? encodeTlv(0xc5, uint16(memory.body(file).length))
    : encodeTlv(0x8f, Uint8Array.of(file.recordsHaveLifeCycle ? 1 : 0))
}
