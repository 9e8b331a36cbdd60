import { createHash } from 'node:crypto'
import { concat } from '../../../src/bytes/concat.js'
import { SimulatorError } from '../simulator-error.js'
import { readStateChange, type StateChange } from './state-change.js'

/*
 * A state file is text, one transaction a line, each with its own checksum:
 *
 *   <first 16 hex digits of SHA-256 of the JSON> <JSON> LF
 *
 * The first line names format, version and image; every further line holds the changes of one transaction. A line counts
 * as a whole or not at all, so a write that power cut short leaves the state before it.
 */

const FORMAT = 'ehba-card-state'
const VERSION = 1
const LINE_END = 0x0a

/** What a state file says. */
export interface StateLog {
  /** SHA-256 of the image that the state belongs to. */
  readonly imageDigest: string
  /** Changes of all transactions, oldest first. */
  readonly changes: readonly StateChange[]
  /** Number of transactions. */
  readonly transactions: number
  /** How many bytes hold whole transactions; what follows is the rest of a torn write. */
  readonly validBytes: number
}

/** The first line of a state file. */
export function encodeHeader(imageDigest: string): Uint8Array {
  return encodeLine({ format: FORMAT, version: VERSION, image: imageDigest })
}

/** The line of one transaction. */
export function encodeTransaction(changes: readonly StateChange[]): Uint8Array {
  return encodeLine(changes)
}

/**
 * Reads a state file. A torn last line is dropped.
 *
 * @throws SimulatorError `stateInvalid` where the first line is not a header, or a damaged line has a whole one after it:
 * that is not what a power cut leaves.
 */
export function decodeLog(bytes: Uint8Array): StateLog {
  const lines = splitLines(bytes)
  const firstTorn = lines.findIndex((line) => line.value === undefined)
  const whole = firstTorn < 0 ? lines : lines.slice(0, firstTorn)
  if (whole.length < lines.length && lines.slice(firstTorn).some((line) => line.value !== undefined)) {
    throw new SimulatorError('stateInvalid', `the state is damaged in line ${firstTorn + 1}`)
  }
  const [header, ...transactions] = whole
  return {
    imageDigest: readHeader(header?.value),
    changes: transactions.flatMap((line) => readTransaction(line.value)),
    transactions: transactions.length,
    validBytes: whole.at(-1)?.end ?? 0,
  }
}

interface Line {
  /** The JSON value; undefined where checksum or line end are missing or wrong. */
  readonly value: unknown
  /** Position after the line. */
  readonly end: number
}

function splitLines(bytes: Uint8Array): Line[] {
  const lines: Line[] = []
  let start = 0
  while (start < bytes.length) {
    const lineEnd = bytes.indexOf(LINE_END, start)
    const end = lineEnd < 0 ? bytes.length : lineEnd + 1
    lines.push({ value: lineEnd < 0 ? undefined : decodeLine(bytes.subarray(start, lineEnd)), end })
    start = end
  }
  return lines
}

function encodeLine(value: unknown): Uint8Array {
  const json = Buffer.from(JSON.stringify(value), 'utf8')
  return concat(Buffer.from(`${checksum(json)} `, 'latin1'), json, Uint8Array.of(LINE_END))
}

function decodeLine(line: Uint8Array): unknown {
  const text = Buffer.from(line)
  const space = text.indexOf(' ')
  const json = text.subarray(space + 1)
  return space > 0 && text.toString('latin1', 0, space) === checksum(json)
    ? (JSON.parse(json.toString('utf8')) as unknown)
    : undefined
}

function checksum(json: Uint8Array): string {
  return createHash('sha256').update(json).digest('hex').slice(0, 16)
}

function readHeader(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'format' in value && 'version' in value && 'image' in value) {
    const { format, version, image } = value
    if (format === FORMAT && version === VERSION && typeof image === 'string') return image
  }
  throw new SimulatorError('stateInvalid', 'the file is not the state of a simulated card')
}

function readTransaction(value: unknown): StateChange[] {
  if (!Array.isArray(value)) throw new SimulatorError('stateInvalid', 'the state holds something else than changes')
  return value.map(readStateChange)
}
