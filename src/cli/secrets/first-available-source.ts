import { HealthCardError } from '../../errors/health-card-error.js'
import { streamName, type PadPrompt, type PinSource, type SecretRequest } from '../../operations/workplace.js'

/**
 * The sources of a run in their order: what the stream does not have, the person is asked for.
 *
 * @param stream - undefined: the caller gave none
 * @param person - undefined: nobody is there
 * @param pad - undefined: the reader's keys are not to be used
 */
export function firstAvailableSource(
  stream: PinSource | undefined,
  person: PinSource | undefined,
  pad?: PadPrompt,
): PinSource {
  // By secret: a change takes the old value from one source and the new one from the other.
  const asked = new Map<string, PinSource>()
  const sourceFor = ({ pin, role }: SecretRequest): PinSource | undefined =>
    stream && (!person || stream.available(pin, role) > 0) ? stream : person
  return {
    ...(pad && { pad }),
    available(pin, role) {
      const lines = stream?.available(pin, role) ?? 0
      // A person can add PIN entries to those of the stream. A new value is needed once: the stream's own number tells
      // `pin unblock` that the caller gave one on purpose.
      return person && (lines === 0 || role === 'pin') ? Infinity : lines
    },
    async request(request) {
      const source = sourceFor(request)
      const secret = streamName(request)
      if (source) {
        asked.set(secret, source)
        return await source.request(request)
      }
      throw new HealthCardError('HC_PIN_MISSING', `no value for ${secret}`, { pin: request.pin, secret })
    },
    refused: (request) => asked.get(streamName(request))?.refused(request) ?? Promise.resolve(),
    // What was typed at the reader was asked of nobody here; the person is the one to try again.
    tryAgain: (request) => (asked.get(streamName(request)) ?? person)?.tryAgain(request) ?? Promise.resolve(false),
  }
}
