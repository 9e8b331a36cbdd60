import { SecretBytes } from '../bytes/secret-bytes.js'
import type { CardSession } from '../card/card-session.js'
import { pinBlock } from '../cos/pin-block.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import { emptyBlock } from './pad-entry.js'
import type { PinDesk } from './pin-desk.js'
import type { SecretRequest } from './pin-source.js'

/** Name of a secret in memory: the PUK of a PIN has its own counter. */
export function secretName({ pin, role }: Pick<SecretRequest, 'pin' | 'role'>): string {
  return role === 'puk' ? `${pin}.puk` : pin
}

/** Answers to a secret that cost no try, as far as the specification says (gemSpec_COS 14.6). */
const uncounted: readonly string[] = ['newSecretRefused', 'transportProtected', 'blocked', 'pukUsedUp']

/**
 * Lends a secret to one exchange with the card, as PIN block, and forgets it afterwards. A value that the card refused
 * before is stopped here.
 *
 * A try that only the memory counts is written down as spent before it is sent: the card counts it even if its answer
 * never arrives (N074.700c, N082.900b). The caller remembers what the answer says of the counter.
 *
 * @param digits - undefined: a person types them at the reader, and no block has them
 * @param send - resolves to whether the card refused the secret as wrong, and to its answer
 * @throws HealthCardError what the memory throws, before anything is sent
 */
export async function attemptSecret<R extends { readonly kind: string }>(
  session: CardSession,
  desk: PinDesk,
  request: SecretRequest,
  digits: SecretBytes | undefined,
  send: (block: SecretBytes) => Promise<R>,
): Promise<R> {
  const name = secretName(request)
  if (digits) desk.refused.refuseKnownWrong(session.iccsn, name, digits)
  using block = digits ? pinBlock(digits) : emptyBlock()
  const result = await countAhead(session, desk, request, () => send(block))
  if (digits && (result.kind === 'wrongSecret' || result.kind === 'wrongPuk')) {
    desk.refused.add(session.iccsn, name, copyOf(digits))
    await desk.source.refused(request)
  }
  return result
}

async function countAhead<R extends { readonly kind: string }>(
  { iccsn }: CardSession,
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
  return secret.use((bytes) => SecretBytes.take(bytes.slice()))
}
