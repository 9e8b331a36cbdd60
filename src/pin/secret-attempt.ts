import { SecretBytes } from '../bytes/secret-bytes.js'
import { stillCopy } from '../bytes/still-bytes.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type { PinDesk } from './pin-desk.js'
import type { PinDevice } from './pin-device.js'
import type { SecretRequest } from './pin-source.js'

/** Name of a secret in memory: the PUK of a PIN has its own counter. */
export function secretName({ pin, role }: Pick<SecretRequest, 'pin' | 'role'>): string {
  return role === 'puk' ? `${pin}.puk` : pin
}

/** Answers to a secret that cost no try, as far as the specification says (gemSpec_COS 14.6). */
const uncounted: readonly string[] = ['newSecretRefused', 'transportProtected', 'blocked', 'pukUsedUp']

/**
 * Lets one exchange with a secret take place. A value that the card refused before is stopped here.
 *
 * A try that only the memory counts is written down as spent before it is sent: the card counts it even if its answer
 * never arrives (N074.700c, N082.900b). The caller remembers what the answer says of the counter.
 *
 * @param digits - undefined: a person types them at the reader
 * @param send - resolves to whether the card refused the secret as wrong, and to its answer
 * @throws HealthCardError what the memory throws, before anything is sent
 */
export async function attemptSecret<R extends { readonly kind: string }>(
  device: PinDevice,
  desk: PinDesk,
  request: SecretRequest,
  digits: SecretBytes | undefined,
  send: () => Promise<R>,
): Promise<R> {
  const name = secretName(request)
  if (digits) desk.refused.refuseKnownWrong(device.iccsn, name, digits)
  const result = await countAhead(device, desk, request, send)
  if (digits && (result.kind === 'wrongSecret' || result.kind === 'wrongPuk')) {
    desk.refused.add(device.iccsn, name, copyOf(digits))
    await desk.source.refused(request)
  }
  return result
}

async function countAhead<R extends { readonly kind: string }>(
  { iccsn }: PinDevice,
  { memory }: PinDesk,
  request: SecretRequest,
  send: () => Promise<R>,
): Promise<R> {
  const name = secretName(request)
  const before = await memory.recall(iccsn, name)
  const { role, triesLeft } = request
  // GET PIN STATUS tells the tries of an active PIN, and nobody those of its PUK and of a Transport-PIN.
  if (role === 'pin' && before.triesLeft === undefined) return await send()
  const spent = triesLeft === null ? {} : { triesLeft: Math.max(0, triesLeft - 1) }
  // Never empty: also with an unknown counter the memory must prove that it can be written.
  await memory.remember(iccsn, name, { changeInterrupted: false, ...before, ...spent })
  try {
    const result = await send()
    if (uncounted.includes(result.kind)) await memory.remember(iccsn, name, before)
    return result
  } catch (error) {
    if (isHealthCardError(error) && !isCardLost(error)) await memory.remember(iccsn, name, before)
    throw error
  }
}

/** Remembers how many tries are left after a wrong secret, as far as the device tells. */
export async function rememberWrong(
  { iccsn }: PinDevice,
  { memory }: PinDesk,
  { pin, changeInterrupted }: Pick<SecretRequest, 'pin' | 'changeInterrupted'>,
  { triesLeft }: { readonly triesLeft: number | null },
): Promise<void> {
  const facts = triesLeft === null ? {} : { triesLeft, changeInterrupted }
  await memory.remember(iccsn, pin, triesLeft === null && changeInterrupted ? { changeInterrupted } : facts)
}

/** True where a command was sent and no answer came: the card may have done it or not. */
export function isCardLost(error: unknown): error is HealthCardError {
  return isHealthCardError(error, 'HC_CARD_REMOVED', 'HC_CARD_SILENT', 'HC_READER_NONE')
}

/**
 * A new value before it goes anywhere near the card.
 *
 * @throws HealthCardError `HC_PIN_FORMAT` on a wrong length or a character that is no digit.
 */
export function checkNewSecret(digits: SecretBytes, { pin, minDigits, maxDigits }: SecretRequest): void {
  const fits = digits.use(
    (ascii) => ascii.length >= minDigits && ascii.length <= maxDigits && ascii.every((c) => c >= 0x30 && c <= 0x39),
  )
  if (fits) return
  throw new HealthCardError('HC_PIN_FORMAT', `a new ${pin} has ${minDigits} to ${maxDigits} digits`, {
    pin,
    minDigits,
    maxDigits,
  })
}

function copyOf(secret: SecretBytes): SecretBytes {
  return secret.use((bytes) => SecretBytes.take(stillCopy(bytes)))
}
