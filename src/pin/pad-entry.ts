import { SecretBytes } from '../bytes/secret-bytes.js'
import type { CardSession } from '../card/card-session.js'
import type { PadEntries } from '../card/command-runner.js'
import type { CardCommand } from '../cos/card-command.js'
import type { PinDesk } from './pin-desk.js'
import type { PadPrompt, PinSource, SecretRequest } from './pin-source.js'

/** Who sends a command with secrets: the program, with blocks that it has, or the reader, with what a person types there. */
export interface SecretSender {
  /** True where no digit comes to this program: blocks are empty, and no value can be remembered as refused. */
  readonly atPad: boolean
  send<R>(command: CardCommand<R>): Promise<R>
}

/**
 * The way of these secrets to the card: by the reader's own keys where it has some and nobody gave the secrets otherwise.
 *
 * @param requests - all secrets of the command, the current one first
 */
export function senderFor(session: CardSession, { source }: PinDesk, requests: readonly SecretRequest[]): SecretSender {
  const pad = padFor(session, source, requests)
  if (!pad) return { atPad: false, send: (command) => session.run(command) }
  return { atPad: true, send: (command) => sendAtPad(session, pad, requests, command) }
}

/** The reader's keys, if it has some and these secrets are to be typed there. */
export function padFor(
  session: CardSession,
  { pad }: PinSource,
  secrets: Parameters<PadPrompt['wants']>[0],
): PadPrompt | undefined {
  return session.hasPinPad && pad?.wants(secrets) ? pad : undefined
}

/** The place of a secret in a command that the reader completes: a format-2 block without digits. */
export function emptyBlock(): SecretBytes {
  return SecretBytes.take(Uint8Array.of(0x20, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))
}

async function sendAtPad<R>(
  session: CardSession,
  pad: PadPrompt,
  requests: readonly SecretRequest[],
  command: CardCommand<R>,
): Promise<R> {
  pad.announce(requests)
  return await session.runAtPad(command, {
    entries: requests.flatMap(({ role }): PadEntries['entries'] =>
      role === 'new' ? ['new', 'confirmation'] : ['current'],
    ),
    // One pair of limits serves all entries of a command: a Transport-PIN is shorter than the PIN that follows it.
    minDigits: Math.min(...requests.map(({ minDigits }) => minDigits)),
    maxDigits: Math.max(...requests.map(({ maxDigits }) => maxDigits)),
    language: pad.language,
    timeoutMs: pad.timeoutMs,
  })
}
