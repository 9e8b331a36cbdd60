import { commandApdu, decodeCommand, encodeCommand } from '../apdu/command-apdu.js'

/** READ BINARY, READ RECORD, GET DATA: read again, they give the same, and what is missing is asked for by the next. */
const reading: readonly number[] = [0xb0, 0xb1, 0xb2, 0xca]

/**
 * The same command with short length fields, for a reader that does not carry the others.
 *
 * @returns undefined where it is short already, where it does not fit, or where sending it twice could do something twice
 */
export function shortForm(command: Uint8Array): Uint8Array | undefined {
  const apdu = decodeCommand(command)
  const { le } = apdu
  if (!apdu.extended || !reading.includes(apdu.ins) || apdu.data.length > 255) return undefined
  // Where more was expected, whatever comes is less than asked for: the reader of a file goes on from there.
  const shortLe = typeof le === 'number' && le > 256 ? 'any' : le
  const short = { ...apdu, extended: false, ...(shortLe !== undefined && { le: shortLe }) }
  return encodeCommand(commandApdu(short))
}
