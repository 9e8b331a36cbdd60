import { toHex } from '../bytes/hex.js'
import { decodeCommand } from './command-apdu.js'
import type { TransmitOptions } from './transport.js'

/** VERIFY, CHANGE REFERENCE DATA, DISABLE and ENABLE VERIFICATION REQUIREMENT, RESET RETRY COUNTER: their data is a PIN. */
const secretCommandInstructions: readonly number[] = [0x20, 0x24, 0x26, 0x28, 0x2c]

/**
 * Hex of a command for a trace. Secret data becomes `<8 secret bytes>`, header and lengths stay. What is secret is said by
 * the caller and, so that a forgotten word gives nothing away, known here by the instruction as well.
 */
export function maskedCommand(command: Uint8Array, { secret }: TransmitOptions = {}): string {
  const secretByInstruction = secretCommandInstructions.includes(command[1] ?? 0)
  if (secret !== 'command' && !secretByInstruction) return toHex(command)
  const { start, end } = dataRange(command)
  if (start === end) return toHex(command)
  return toHex(command.subarray(0, start)) + placeholder(end - start) + toHex(command.subarray(end))
}

/** Hex of a response, its status word included. The data of a PSO DECIPHER is secret, whatever the caller says. */
export function maskedResponse(command: Uint8Array, response: Uint8Array, { secret }: TransmitOptions = {}): string {
  const dataLength = Math.max(0, response.length - 2)
  if ((secret !== 'response' && !isDecipher(command)) || dataLength === 0) return toHex(response)
  return placeholder(dataLength) + toHex(response.subarray(dataLength))
}

function placeholder(lengthBytes: number): string {
  return `<${lengthBytes} secret bytes>`
}

/** PSO DECIPHER: INS 2A with P1 80, P2 86 (gemSpec_COS §14.8.3). */
function isDecipher([, ins, p1, p2]: Uint8Array): boolean {
  return ins === 0x2a && p1 === 0x80 && p2 === 0x86
}

/** Where the command data stands. Bytes that are no command are data from the fifth on: better too much than a digit. */
function dataRange(command: Uint8Array): { start: number; end: number } {
  try {
    const { data, extended } = decodeCommand(command)
    const start = extended ? 7 : 5
    return data.length === 0 ? { start: 0, end: 0 } : { start, end: start + data.length }
  } catch {
    return { start: Math.min(4, command.length), end: command.length }
  }
}
