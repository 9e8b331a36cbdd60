import { HealthCardError } from '../../errors/health-card-error.js'
import type { PinSource, SecretRequest } from '../../operations/workplace.js'
import { streamName } from './stream-source.js'

/**
 * The sources of a run in their order: what the stream does not have, the person is asked for.
 *
 * @param stream - undefined: the caller gave none
 * @param person - undefined: nobody is there
 */
export function firstAvailableSource(stream: PinSource | undefined, person: PinSource | undefined): PinSource {
  let last: PinSource | undefined
  const sourceFor = ({ pin, role }: SecretRequest): PinSource | undefined =>
    stream && (!person || stream.available(pin, role) > 0) ? stream : person
  return {
    available(pin, role) {
      const lines = stream?.available(pin, role) ?? 0
      // A person can add PIN entries to those of the stream. A new value is needed once: the stream's own number tells
      // `pin unblock` that the caller gave one on purpose.
      return person && (lines === 0 || role === 'pin') ? Infinity : lines
    },
    async request(request) {
      last = sourceFor(request)
      if (last) return await last.request(request)
      const secret = streamName(request)
      throw new HealthCardError('HC_PIN_MISSING', `no value for ${secret}`, { pin: request.pin, secret })
    },
    refused: (request) => last?.refused(request) ?? Promise.resolve(),
    tryAgain: (request) => last?.tryAgain(request) ?? Promise.resolve(false),
  }
}
