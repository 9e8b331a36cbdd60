import type { SecretBytes } from '../../bytes/secret-bytes.js'
import { HealthCardError } from '../../errors/health-card-error.js'
import { streamName, type PinSource, type SecretRequest } from '../../operations/workplace.js'
import type { RefusedEntryMemory } from '../adapters.js'
import { usageError } from '../usage-error.js'
import type { SecretsStream } from './secrets-stream.js'

/** What a {@link streamSource} works with. */
export interface StreamSourceParts {
  readonly stream: SecretsStream
  /** Tells the file of the stream from every other state of it; null for a pipe. */
  readonly fingerprint: string | null
  readonly refusedEntries: RefusedEntryMemory
  /** False: PIN.QES is not taken from this stream. */
  readonly servesQes: boolean
}

/** {@link PinSource} over a caller's secrets stream: each line serves one request, in order. */
export function streamSource({ stream, fingerprint, refusedEntries, servesQes }: StreamSourceParts): PinSource {
  return {
    available: (pin, role) => stream.count(streamName({ pin, role })),
    async request(request) {
      const { pin, iccsn } = request
      const secret = streamName(request)
      if (pin === 'PIN.QES' && !servesQes) throw usageError('qesFromStream')
      if (fingerprint !== null) {
        if (await refusedEntries.isRefused({ file: fingerprint, iccsn, secret })) {
          throw new HealthCardError('HC_PIN_ALREADY_REFUSED', `${secret} of this file was refused before`, { pin })
        }
        // A value whose refusal would be forgotten could be sent again and again.
        await refusedEntries.prepare()
      }
      const digits = stream.take(secret)
      if (!digits) throw new HealthCardError('HC_PIN_MISSING', `no value for ${secret}`, { pin, secret })
      return checked(digits, request)
    },
    async refused(request) {
      const { iccsn } = request
      if (fingerprint !== null) await refusedEntries.refuse({ file: fingerprint, iccsn, secret: streamName(request) })
    },
    // A second line of the same name is for a second sub-batch, not for a second guess.
    tryAgain: () => Promise.resolve(false),
  }
}

/** A value of the wrong length would cost a try and cannot be right. */
function checked(digits: SecretBytes, { pin, minDigits, maxDigits }: SecretRequest): SecretBytes {
  if (digits.length >= minDigits && digits.length <= maxDigits) return digits
  digits.dispose()
  throw new HealthCardError('HC_PIN_FORMAT', `${pin} has ${minDigits} to ${maxDigits} digits`, {
    pin,
    minDigits,
    maxDigits,
  })
}
