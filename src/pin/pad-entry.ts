import type { PadEntries } from '../card/command-runner.js'
import type { PinDesk } from './pin-desk.js'
import type { PinDevice } from './pin-device.js'
import type { PadPrompt, PinSource, SecretRequest } from './pin-source.js'

/** How a person gives the secrets of a command at the reader's own keys. */
export interface PadEntry {
  /** Sends the person to the reader; what the device is to be told. */
  announce(): PadEntries
}

/**
 * The reader's own keys, where it has some and nobody gave these secrets otherwise.
 *
 * @param requests - all secrets of the command, the current one first
 */
export function padEntryFor(
  device: PinDevice,
  { source }: PinDesk,
  requests: readonly SecretRequest[],
): PadEntry | undefined {
  const pad = padFor(device, source, requests)
  return (
    pad && {
      announce: () => {
        pad.announce(requests)
        return {
          entries: requests.flatMap(({ role }): PadEntries['entries'] =>
            role === 'new' ? ['new', 'confirmation'] : ['current'],
          ),
          // One pair of limits serves all entries of a command: a Transport-PIN is shorter than the PIN that follows it.
          minDigits: Math.min(...requests.map(({ minDigits }) => minDigits)),
          maxDigits: Math.max(...requests.map(({ maxDigits }) => maxDigits)),
          language: pad.language,
          timeoutMs: pad.timeoutMs,
        }
      },
    }
  )
}

/** The reader's keys, if it has some and these secrets are to be typed there. */
export function padFor(
  device: Pick<PinDevice, 'hasPinPad'>,
  { pad }: PinSource,
  secrets: Parameters<PadPrompt['wants']>[0],
): PadPrompt | undefined {
  return device.hasPinPad && pad?.wants(secrets) ? pad : undefined
}
