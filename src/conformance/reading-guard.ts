import { unlessMalformed } from '../bytes/unless-malformed.js'
import { decodeCommand, type CommandApdu } from '../apdu/command-apdu.js'
import type { CardTransport } from '../apdu/transport.js'
import { HealthCardError } from '../errors/health-card-error.js'

/** A command that only reads, and the forms of it that do. */
interface ReadingCommand {
  readonly name: string
  readonly ins: number
  /** Whether CLA says proprietary (80). */
  readonly proprietary: boolean
  /** Further conditions: the same instruction does other things as well. */
  readonly when?: (apdu: CommandApdu) => boolean
}

const mseForms: readonly number[] = [0xf3, 0x41, 0x81, 0xc1]

/**
 * Commands that leave nothing behind on a card: no counter, no byte of a file, no key. What is not named here is not sent to a
 * card that is not known to be simulated.
 */
const readingCommands: readonly ReadingCommand[] = [
  { name: 'SELECT', ins: 0xa4, proprietary: false },
  { name: 'READ BINARY', ins: 0xb0, proprietary: false },
  { name: 'READ RECORD', ins: 0xb2, proprietary: false },
  { name: 'SEARCH RECORD', ins: 0xa2, proprietary: false },
  { name: 'GET CHALLENGE', ins: 0x84, proprietary: false },
  { name: 'GET RANDOM', ins: 0x84, proprietary: true },
  // With data it could be taken for a VERIFY by a card that looks at INS alone.
  {
    name: 'GET PIN STATUS',
    ins: 0x20,
    proprietary: true,
    when: ({ data, le }) => data.length === 0 && le === undefined,
  },
  // RESTORE and the three forms of SET; ISO 7816-4 has others, which store.
  { name: 'MANAGE SECURITY ENVIRONMENT', ins: 0x22, proprietary: false, when: ({ p1 }) => mseForms.includes(p1) },
  { name: 'MANAGE CHANNEL', ins: 0x70, proprietary: false },
  // The other values of P1 make a new key pair and can overwrite the one that is there.
  { name: 'GENERATE ASYMMETRIC KEY PAIR, reading', ins: 0x46, proprietary: false, when: ({ p1 }) => p1 === 0x81 },
  { name: 'LIST PUBLIC KEY', ins: 0xca, proprietary: true, when: ({ p1, p2 }) => p1 === 0x01 && p2 === 0x00 },
  { name: 'FINGERPRINT', ins: 0xfa, proprietary: true },
]

const PROPRIETARY = 0x80
/** Secure messaging, command chaining and what is reserved, in the class bytes of channels 0 to 3 and of those from 4 on. */
const FURTHER_BITS = { first: 0x3c, further: 0x30 }

/** Whether the command only reads. Bytes that are no well-formed command do not. */
export function isReading(command: Uint8Array): boolean {
  const apdu = unlessMalformed(() => decodeCommand(command))
  if (!apdu) return false
  const { cla, ins } = apdu
  if ((cla & (cla & 0x40 ? FURTHER_BITS.further : FURTHER_BITS.first)) !== 0) return false
  const found = readingCommands.find(
    (candidate) =>
      candidate.ins === ins &&
      candidate.proprietary === ((cla & PROPRIETARY) !== 0) &&
      (candidate.when?.(apdu) ?? true),
  )
  return found !== undefined
}

/**
 * The line to a card which is not known to be simulated: commands that only read pass, everything else is refused before the
 * card sees a byte of it. Which case wants to send it makes no difference.
 */
export function guardedTransport(transport: CardTransport): CardTransport {
  return {
    get atr() {
      return transport.atr
    },
    get extendedLength() {
      return transport.extendedLength
    },
    transmit: (command, options) =>
      isReading(command)
        ? transport.transmit(command, options)
        : Promise.reject(
            new HealthCardError('HC_INTERNAL', 'a command that does not only read was kept from the card'),
          ),
    hold: () => transport.hold(),
    close: () => transport.close(),
  }
}
