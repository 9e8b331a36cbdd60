import { concat } from '../bytes/concat.js'
import { fromHex } from '../bytes/hex.js'
import type { SecretBytes } from '../bytes/secret-bytes.js'
import type { Kept } from './kept.js'
import { digits, type MissingSecret, type SuiteSecrets } from './suite-secrets.js'

const BLOCK_LENGTH = 8
const ASCII_ZERO = 0x30

/** A command could not be made, and why. */
export interface CommandMissing {
  readonly missing: MissingSecret
  readonly secret: string
}

/**
 * The bytes of a command in the notation of the cases:
 *
 * ```
 * 00 20 00 81 08     hex, white space anywhere
 * {PIN.QES}          PIN block of a secret of the card, see {@link SuiteSecrets.get}
 * {digits 12345}     PIN block of these digits
 * {cipher}           what a step has kept under that name
 * {#cipher}          its length in one byte; {##cipher}: the extended Lc of three
 * {00 x 250}         a byte so many times
 * ```
 */
export function commandBytes(text: string, secrets: SuiteSecrets, kept: Kept): Uint8Array | CommandMissing {
  const parts: Uint8Array[] = []
  for (const piece of text.split(/(\{[^}]*\})/)) {
    const name = /^\{(.*)\}$/.exec(piece)?.[1]
    const part = name === undefined ? fromHex(piece) : named(name, secrets, kept)
    if ('missing' in part) return part
    parts.push(part)
  }
  return concat(...parts)
}

/** The bytes of a command in which nothing differs from card to card; undefined for any other. */
export function constantBytes(text: string): Uint8Array | undefined {
  const hex = text.replace(/\{([0-9A-F]{2}) x (\d+)\}/g, (_, byte: string, count: string) => byte.repeat(Number(count)))
  return hex.includes('{') ? undefined : fromHex(hex)
}

function named(name: string, secrets: SuiteSecrets, kept: Kept): Uint8Array | CommandMissing {
  const [, byte, count] = /^([0-9A-F]{2}) x (\d+)$/.exec(name) ?? []
  if (byte !== undefined) return new Uint8Array(Number(count)).fill(Number.parseInt(byte, 16))
  if (name.startsWith('digits ')) return pinBlock(digits(name.slice('digits '.length)))
  if (name.startsWith('PIN.')) {
    const secret = secrets.get(name)
    return typeof secret === 'string' ? { missing: secret, secret: name } : pinBlock(secret)
  }
  if (name.startsWith('##')) {
    const { length } = kept.get(name.slice(2))
    return Uint8Array.of(0, length >> 8, length & 0xff)
  }
  if (name.startsWith('#')) return Uint8Array.of(kept.get(name.slice(1)).length)
  return kept.get(name)
}

/** The format-2 block of gemSpec_COS (N008.100): `2`, number of digits, digits as BCD, `F` up to eight bytes. */
function pinBlock(secret: SecretBytes): Uint8Array {
  const block = new Uint8Array(BLOCK_LENGTH).fill(0xff)
  secret.use((ascii) => {
    block[0] = 0x20 | ascii.length
    ascii.forEach((character, i) => {
      const nibble = character - ASCII_ZERO
      const at = 1 + (i >> 1)
      block[at] = i % 2 === 0 ? (nibble << 4) | 0x0f : ((block[at] ?? 0) & 0xf0) | nibble
    })
  })
  secret.dispose()
  return block
}
