import { createHash } from 'node:crypto'
import { concat } from '../../bytes/concat.js'

/*
 * A journal file is text, one record a line, each with its own checksum, in a room of zeros that was reserved before the
 * first PIN:
 *
 *   <first 16 hex digits of SHA-256 of the JSON> SP <JSON> LF … 00 00 00
 *
 * A line counts as a whole or not at all. A power cut may leave any part of what was written since the last sync, in any
 * order: so a reader passes over what is not whole and reads on, and no record leans on the one before it.
 */

/** Ends a record; in JSON it cannot stand. */
export const LINE_END = 0x0a
const UNUSED = 0x00
const CHECKSUM_DIGITS = 16

/** One record as a line. */
export function encodeLine(record: object): Uint8Array {
  const json = Buffer.from(JSON.stringify(record), 'utf8')
  return concat(Buffer.from(`${checksum(json)} `, 'latin1'), json, Uint8Array.of(LINE_END))
}

/** The whole records of a file in their order, and the position behind the last byte that was ever written. */
export function decodeLines(bytes: Uint8Array): { readonly records: readonly unknown[]; readonly end: number } {
  const records: unknown[] = []
  let end = 0
  for (let start = 0; start < bytes.length;) {
    if (bytes[start] === UNUSED) {
      start++
      continue
    }
    const stop = lineStop(bytes, start)
    end = bytes[stop] === LINE_END ? stop + 1 : stop
    const record = bytes[stop] === LINE_END ? decodeLine(bytes.subarray(start, stop)) : undefined
    if (record !== undefined) records.push(record)
    start = end
  }
  return { records, end }
}

/** Where the line ends: at its line feed, or at the first byte that was never written. */
function lineStop(bytes: Uint8Array, start: number): number {
  let position = start
  while (position < bytes.length && bytes[position] !== LINE_END && bytes[position] !== UNUSED) position++
  return position
}

function decodeLine(line: Uint8Array): unknown {
  const text = Buffer.from(line)
  const json = text.subarray(CHECKSUM_DIGITS + 1)
  if (text[CHECKSUM_DIGITS] !== 0x20 || text.toString('latin1', 0, CHECKSUM_DIGITS) !== checksum(json)) return undefined
  return JSON.parse(json.toString('utf8'))
}

function checksum(json: Uint8Array): string {
  return createHash('sha256').update(json).digest('hex').slice(0, CHECKSUM_DIGITS)
}
