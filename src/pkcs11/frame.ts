import { stillBytes } from '../bytes/still-bytes.js'
import { ProtocolError } from './protocol-error.js'

/*
 * One message between the program and the process of a module, in either direction:
 *
 *   u32 length of all that follows │ u32 length of the header │ header, JSON │ attachments, each u32 length │ bytes
 *
 * Numbers are big-endian. Bytes travel as attachments only: a PIN never becomes a text.
 */

/** A frame longer than this is no frame, its own length field not counted. */
export const FRAME_LIMIT_BYTES = 16 * 1024 * 1024
const LENGTH_BYTES = 4

/** What a frame carries. Attachments are views into the frame: whoever keeps one copies it. */
export interface Frame {
  readonly header: unknown
  readonly attachments: readonly Uint8Array[]
}

/**
 * The bytes of a frame, in memory of their own that nobody else gets: it can be overwritten after use.
 *
 * @throws RangeError if it would be longer than {@link FRAME_LIMIT_BYTES}
 */
export function encodeFrame(header: unknown, attachments: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify(header)
  const jsonLength = Buffer.byteLength(json)
  const length = attachments.reduce((sum, bytes) => sum + LENGTH_BYTES + bytes.length, LENGTH_BYTES + jsonLength)
  if (length > FRAME_LIMIT_BYTES) throw new RangeError(`a frame of ${length} bytes`)
  const frame = Buffer.from(stillBytes(LENGTH_BYTES + length).buffer)
  frame.writeUInt32BE(length, 0)
  frame.writeUInt32BE(jsonLength, LENGTH_BYTES)
  frame.write(json, 2 * LENGTH_BYTES, 'utf8')
  let offset = 2 * LENGTH_BYTES + jsonLength
  for (const bytes of attachments) {
    offset = frame.writeUInt32BE(bytes.length, offset)
    frame.set(bytes, offset)
    offset += bytes.length
  }
  return frame
}

/** The length of the whole frame that `bytes` begin, in bytes; undefined as long as they do not tell. */
export function frameLength(bytes: Buffer): number | undefined {
  if (bytes.length < LENGTH_BYTES) return undefined
  const length = bytes.readUInt32BE(0)
  if (length > FRAME_LIMIT_BYTES) throw new ProtocolError(`a frame of ${length} bytes`, 'byte 0')
  if (length < LENGTH_BYTES) throw new ProtocolError('a frame without a header', 'byte 0')
  return LENGTH_BYTES + length
}

/**
 * Reads a frame that fills `bytes` to the last one.
 *
 * @throws ProtocolError
 */
export function decodeFrame(bytes: Buffer): Frame {
  const length = frameLength(bytes)
  if (length !== bytes.length) throw new ProtocolError('frame of another length than it says', 'byte 0')
  const header = take(bytes, LENGTH_BYTES)
  const attachments: Uint8Array[] = []
  for (let offset = header.end; offset < length;) {
    const attachment = take(bytes, offset)
    attachments.push(attachment.content)
    offset = attachment.end
  }
  return { header: parse(header.content), attachments }
}

function take(bytes: Buffer, offset: number): { readonly content: Buffer; readonly end: number } {
  const start = offset + LENGTH_BYTES
  if (start > bytes.length) throw new ProtocolError('length cut off', `byte ${offset}`)
  const end = start + bytes.readUInt32BE(offset)
  if (end > bytes.length) throw new ProtocolError('content cut off', `byte ${offset}`)
  return { content: bytes.subarray(start, end), end }
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8')) as unknown
  } catch {
    // Without the cause: its text quotes the header.
    throw new ProtocolError('header is not JSON', `byte ${2 * LENGTH_BYTES}`)
  }
}
