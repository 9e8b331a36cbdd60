import { toHex } from '../bytes/hex.js'
import { childrenOf, readTlv, type Tlv } from '../bytes/tlv.js'
import { unlessMalformed } from '../bytes/unless-malformed.js'
import type { DataRule } from './expectation.js'

const FCP = 0x62
/** The objects that gemSpec_COS knows have to lie within the first 256 bytes (N014.900 b). */
const STANDARD = ['80', '82', '83', '84', '88', '8A', 'C5']
const WITHIN_BYTES = 256

/** What an object of the FCP must be: its value in hex, several that are right, a number in as many bytes as it likes, or null: absent. */
export type FcpValue = string | readonly string[] | { readonly number: number } | null

/** File control parameters (gemSpec_COS N013.900) in which these objects are so; others may be there, in any order. */
export function fcp(wanted: Readonly<Record<string, FcpValue>>): DataRule {
  const is = Object.entries(wanted).map(([tag, value]) => `${tag} ${describe(value)}`)
  return {
    is: `FCP (62) with ${is.join(', ')}`,
    check: (data) => {
      const objects = objectsOf(data)
      return objects !== undefined && Object.entries(wanted).every(([tag, value]) => fits(valueOf(objects, tag), value))
    },
  }
}

/** All standard objects of the FCP lie within its first 256 bytes. */
export const standardObjectsFirst: DataRule = {
  is: 'FCP (62) whose standard objects lie within the first 256 bytes',
  check: (data) =>
    objectsOf(data)?.every(
      ({ tag, valueOffset, value }) => !STANDARD.includes(tagText(tag)) || valueOffset + value.length <= WITHIN_BYTES,
    ) ?? false,
}

function objectsOf(data: Uint8Array): readonly Tlv[] | undefined {
  return unlessMalformed(() => {
    const template = readTlv(data)
    return template.tag === FCP && template.encoding.length === data.length ? childrenOf(template) : undefined
  })
}

function valueOf(objects: readonly Tlv[], tag: string): string | undefined {
  const found = objects.find((object) => tagText(object.tag) === tag)
  return found && toHex(found.value).toUpperCase()
}

function tagText(tag: number): string {
  return tag.toString(16).toUpperCase().padStart(2, '0')
}

function fits(value: string | undefined, wanted: FcpValue): boolean {
  if (wanted === null) return value === undefined
  if (value === undefined) return false
  if (typeof wanted === 'string') return value === wanted
  if ('number' in wanted) return value !== '' && Number.parseInt(value, 16) === wanted.number
  return wanted.includes(value)
}

function describe(wanted: FcpValue): string {
  if (wanted === null) return 'absent'
  if (typeof wanted === 'string') return wanted
  return 'number' in wanted ? `= ${wanted.number}` : wanted.join('/')
}
