import type { SecretBytes } from '../../src/bytes/secret-bytes.js'
import type { RandomSource } from '../../src/trust-centre/random-source.js'
import type { PasswordSlot } from './card-kinds.js'
import type { PasswordContent } from './image/card-content.js'
import { randomDigits } from './randomness.js'

/** The values of one password, digits in ASCII. They stand in the image, the letter and the secrets file only. */
export interface PasswordSecrets {
  readonly slot: PasswordSlot
  readonly puk: SecretBytes
  /** Five digits; absent for a Leer-PIN. */
  readonly transportPin?: SecretBytes
  /** Eight digits, on a card whose PINs are set. */
  readonly pin?: SecretBytes
}

/** Draws the secrets of a password. */
export function drawSecrets(slot: PasswordSlot, state: 'transport' | 'active', random: RandomSource): PasswordSecrets {
  const puk = randomDigits(random, 8)
  if (slot.delivered === 'leerPIN') return { slot, puk }
  const transportPin = randomDigits(random, 5)
  return { slot, puk, transportPin, ...(state === 'active' && { pin: randomDigits(random, 8) }) }
}

/** How the card holds the password. */
export function passwordContent({ slot, puk, pin, transportPin }: PasswordSecrets): PasswordContent {
  if (pin) return { transportStatus: 'regularPassword', secret: pin, puk }
  return { transportStatus: slot.delivered, puk, ...(transportPin && { secret: transportPin }) }
}

/** Digits of a secret as text, for the files that are meant to hold it. */
export function digitsOf(secret: SecretBytes): string {
  return secret.use((bytes) => Buffer.from(bytes).toString('latin1'))
}
