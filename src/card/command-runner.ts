import { decodeResponse } from '../apdu/response-apdu.js'
import { encodeCommand } from '../apdu/command-apdu.js'
import type { PadOrder, PinPad } from '../apdu/pin-pad.js'
import type { CardTransport } from '../apdu/transport.js'
import { DecodeError } from '../bytes/decode-error.js'
import type { CardCommand } from '../cos/card-command.js'
import { HealthCardError } from '../errors/health-card-error.js'

/** Runs one command on the card and gives its result. */
export type CommandRunner = <R>(command: CardCommand<R>) => Promise<R>

/**
 * A runner over a transport. The bytes of a secret command are overwritten after the exchange, whatever its end.
 *
 * @throws HealthCardError `HC_CARD_REMOVED` for a response without a status word: what a card that is gone looks like
 *   behind some drivers (pcsc-facts §2).
 */
export function commandRunner(transport: CardTransport): CommandRunner {
  return async (command) => {
    const bytes = encodeCommand(command.apdu)
    try {
      const { name, secret } = command
      const answer = await transport.transmit(bytes, { name, ...(secret !== undefined && { secret }) })
      return command.interpret(readResponse(answer, name))
    } finally {
      if (command.secret === 'command') {
        bytes.fill(0)
        command.apdu.data.fill(0)
      }
    }
  }
}

/** What a person is asked for at a reader. */
export type PadEntries = Omit<PadOrder, 'command' | 'name'>

/** Runs one command whose secrets the reader puts in; in `command` their places are empty. */
export async function runAtPad<R>(pad: PinPad, command: CardCommand<R>, entry: PadEntries): Promise<R> {
  const { name, apdu } = command
  const answer = await pad.perform({ ...entry, name, command: encodeCommand(apdu) })
  return command.interpret(readResponse(answer, name))
}

function readResponse(answer: Uint8Array, command: string): ReturnType<typeof decodeResponse> {
  try {
    return decodeResponse(answer)
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new HealthCardError('HC_CARD_REMOVED', `no answer to ${command}`, { command }, { cause })
  }
}
