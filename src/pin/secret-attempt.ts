import { SecretBytes } from '../bytes/secret-bytes.js'
import type { CardSession } from '../card/card-session.js'
import { pinBlock } from '../cos/pin-block.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { PinDesk } from './pin-desk.js'
import type { SecretRequest } from './pin-source.js'

/** Name of a secret in memory: the PUK of a PIN has its own counter. */
export function secretName({ pin, role }: Pick<SecretRequest, 'pin' | 'role'>): string {
  return role === 'puk' ? `${pin}.puk` : pin
}

/**
 * Lends a secret to one exchange with the card, as PIN block, and forgets it afterwards. A value that the card refused
 * before is stopped here.
 *
 * @param send - resolves to whether the card refused the secret as wrong, and to its answer
 */
export async function attemptSecret<R extends { readonly kind: string }>(
  session: CardSession,
  desk: PinDesk,
  request: SecretRequest,
  digits: SecretBytes,
  send: (block: SecretBytes) => Promise<R>,
): Promise<R> {
  const name = secretName(request)
  desk.refused.refuseKnownWrong(session.iccsn, name, digits)
  using block = pinBlock(digits)
  const result = await send(block)
  if (result.kind === 'wrongSecret' || result.kind === 'wrongPuk') {
    desk.refused.add(session.iccsn, name, copyOf(digits))
    await desk.source.refused(request)
  }
  return result
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
