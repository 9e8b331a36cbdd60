import { toBigInt } from '../bytes/big-endian.js'
import { DecodeError } from '../bytes/decode-error.js'
import { childrenOf, readTlv, type Tlv } from '../bytes/tlv.js'
import { HealthCardError } from '../errors/health-card-error.js'

/** What SELECT tells about a folder or file (gemSpec_COS N013.900 ff.); objects of the manufacturer are ignored. */
export interface FileControlParameters {
  readonly fileIdentifier?: number
  readonly applicationIdentifiers: readonly Uint8Array[]
  readonly shortFileIdentifier?: number
  readonly structure?: 'folder' | 'transparent' | 'linearFixed' | 'linearVariable' | 'cyclic'
  /** Reserved size in bytes (tag 80). */
  readonly sizeBytes?: number
  /** Bytes that can be read from a transparent file (tag C5, position of the logical end of file). */
  readonly logicalEndOfFile?: number
  /** Life cycle status byte (tag 8A): 05 active, 04 deactivated, 0C to 0F terminated. */
  readonly lifeCycle?: number
}

/**
 * Reads the template `62 L …` (ISO 7816-4 §7.4.3) in any order of its objects.
 *
 * @throws HealthCardError `HC_CARD_DATA_MALFORMED` with the position.
 */
export function decodeFcp(bytes: Uint8Array): FileControlParameters {
  try {
    const template = readTlv(bytes)
    if (template.tag !== 0x62) throw new DecodeError('no file control parameter template', 0)
    return childrenOf(template).reduce<FileControlParameters>(withObject, { applicationIdentifiers: [] })
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new HealthCardError('HC_CARD_DATA_MALFORMED', cause.message, { offset: cause.offset }, { cause })
  }
}

function withObject(fcp: FileControlParameters, { tag, value, offset }: Tlv): FileControlParameters {
  const number = Number(toBigInt(value.subarray(0, 4)))
  switch (tag) {
    case 0x80:
      return { ...fcp, sizeBytes: number }
    case 0x82: {
      const structure = structures[(value[0] ?? 0) & 0x3f]
      if (structure === undefined) throw new DecodeError('unknown file descriptor', offset)
      return { ...fcp, structure }
    }
    case 0x83:
      return { ...fcp, fileIdentifier: number }
    case 0x84:
      return { ...fcp, applicationIdentifiers: [...fcp.applicationIdentifiers, value] }
    case 0x88:
      return value.length === 0 ? fcp : { ...fcp, shortFileIdentifier: number >> 3 }
    case 0x8a:
      return { ...fcp, lifeCycle: number }
    case 0xc5:
      return { ...fcp, logicalEndOfFile: number }
    default:
      return fcp
  }
}

/** File descriptor byte without the shareable bit (ISO 7816-4 table 14). */
const structures: Readonly<Record<number, NonNullable<FileControlParameters['structure']>>> = {
  0x38: 'folder',
  0x01: 'transparent',
  0x02: 'linearFixed',
  0x04: 'linearVariable',
  0x06: 'cyclic',
}
