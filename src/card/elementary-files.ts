import { toBigInt } from '../bytes/big-endian.js'
import { DecodeError } from '../bytes/decode-error.js'
import { toHex } from '../bytes/hex.js'
import { childrenOf, findTlv, readTlv, readTlvs, type Tlv } from '../bytes/tlv.js'
import { unlessMalformed } from '../bytes/unless-malformed.js'
import { HealthCardError } from '../errors/health-card-error.js'

/** What EF.Version2 says (card-facts §1.6). */
export interface CardVersions {
  /** Version of the object system (tag C1): `4.7.1`. */
  readonly objectSystem: string
  /** Product identifier (tag C2) with its own version bytes as text: `HBA_G2.1 4.7.1`. */
  readonly product: string
}

/**
 * The card's number from EF.GDO: `5A 0A` and ten bytes, 20 decimal digits.
 *
 * @throws HealthCardError `HC_CARD_DATA_MALFORMED`
 */
export function decodeGdo(content: Uint8Array): string {
  return decodeFile('EF.GDO', () => {
    const iccsn = findTlv(readTlvs(content), 0x5a)
    if (iccsn?.value.length !== 10) throw new DecodeError('no ICCSN of ten bytes', 0)
    const digits = toHex(iccsn.value)
    if (!/^\d{20}$/.test(digits)) throw new DecodeError('ICCSN is not decimal', iccsn.valueOffset)
    return digits
  })
}

/** Reads EF.Version2: `EF L { C0 …, C1 object system, C2 product, … }`. */
export function decodeVersion2(content: Uint8Array): CardVersions {
  return decodeFile('EF.Version2', () => {
    const entries = childrenOf(expectTag(readTlv(content), 0xef))
    const objectSystem = findTlv(entries, 0xc1)
    const product = findTlv(entries, 0xc2)
    if (objectSystem?.value.length !== 3) throw new DecodeError('no object system version C1', 0)
    return { objectSystem: [...objectSystem.value].join('.'), product: product ? productText(product.value) : '' }
  })
}

/** What card and operating system can carry at once, status word included, in bytes. */
export interface BufferSizes {
  readonly command: number
  readonly response: number
}

/**
 * Reads the beginning of EF.ATR: `E0 L { 02 command, 02 response, 02 secured command, 02 secured response }`
 * (card-facts §1.6).
 *
 * @returns undefined where it announces nothing: the card then has what every COS has (N029.890)
 */
export function decodeBufferSizes(content: Uint8Array): BufferSizes | undefined {
  // Not personalised: filler bytes.
  return unlessMalformed(() => {
    const sizes = readTlv(content)
    const [command, response] = sizes.tag === 0xe0 ? childrenOf(sizes).filter(({ tag }) => tag === 0x02) : []
    return command && response && { command: numberOf(command), response: numberOf(response) }
  })
}

function numberOf({ value }: Tlv): number {
  return Number(toBigInt(value))
}

/** One record of EF.DIR, `61 L { 4F AID }`: the AID in hex. */
export function decodeDirRecord(record: Uint8Array): string {
  return decodeFile('EF.DIR', () => {
    const aid = findTlv(childrenOf(expectTag(readTlv(record), 0x61)), 0x4f)
    if (!aid) throw new DecodeError('no AID in the record', 0)
    return toHex(aid.value)
  })
}

/**
 * Signatures that one PIN entry allows, by security environment, from EF.SSEC (card-facts §2.6):
 *
 * ```
 * 7B L { 80 01 SE  A4 L { 82 AID  83 PIN  95 usage  C0 01 number }  … }
 * ```
 *
 * The G2.0 image repeats `800101` in its second block; so an environment that was already seen counts as the next one.
 *
 * @throws HealthCardError `HC_CARD_DATA_MALFORMED` also where SE#1 has no number
 */
export function decodeSsec(content: Uint8Array): ReadonlyMap<number, number> {
  return decodeFile('EF.SSEC', () => {
    const limits = new Map<number, number>()
    let environment = 0
    for (const block of childrenOf(expectTag(readTlv(content), 0x7b))) {
      if (block.tag === 0x80) environment = numberOf(block)
      if (block.tag !== 0xa4) continue
      limits.set(limits.has(environment) ? environment + 1 : environment, signatureNumber(block))
    }
    if (!limits.has(1)) throw new DecodeError('no entry for SE#1', 0)
    return limits
  })
}

function signatureNumber(template: Tlv): number {
  const number = findTlv(childrenOf(template), 0xc0)
  const limit = Number(toBigInt(number?.value ?? new Uint8Array(0)))
  if (limit < 1 || limit > 0xffff) throw new DecodeError('no number of signatures', template.offset)
  return limit
}

/** `4.7.1` before `4.10.0`: compares version numbers by their parts; negative, zero or positive like a sort function. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  for (const i of [0, 1, 2]) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Text in its first bytes, three version bytes at the end: `HBA_G2.1    ` `04 07 01`. */
function productText(bytes: Uint8Array): string {
  const nameEnd = bytes.findIndex((byte) => byte < 0x20)
  const name = Buffer.from(nameEnd < 0 ? bytes : bytes.subarray(0, nameEnd)).toString('latin1')
  const version = nameEnd < 0 ? [] : [...bytes.subarray(nameEnd)]
  return [name.trim(), version.join('.')].filter((part) => part !== '').join(' ')
}

function expectTag(tlv: Tlv, tag: number): Tlv {
  if (tlv.tag !== tag) throw new DecodeError(`tag ${tag.toString(16)} expected`, tlv.offset)
  return tlv
}

function decodeFile<T>(file: string, decode: () => T): T {
  try {
    return decode()
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    const data = { file, offset: cause.offset }
    throw new HealthCardError('HC_CARD_DATA_MALFORMED', `${file}: ${cause.message}`, data, { cause })
  }
}
