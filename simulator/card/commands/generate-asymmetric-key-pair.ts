import { encodeTlv } from '../../../src/bytes/tlv.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { PrivateKey } from '../image/object-system.js'
import { findSecretKey } from '../image/search.js'

const READ_ONLY = 0x81
/** operationMode of the variants that generate a key: with and without overwriting, with and without output. */
const GENERATING = [0x80, 0x84, 0xc0, 0xc4]

/**
 * GENERATE ASYMMETRIC KEY PAIR (gemSpec_COS §14.9.3) as far as it reads a public key (P1 81). The variants that generate
 * one are refused by their access rules, which ask for card-to-card; should one allow it, the answer is 6A81.
 */
export function generateAsymmetricKeyPair(context: CommandContext): Answer {
  const { p1, p2 } = context
  if (p1 !== READ_ONLY && !GENERATING.includes(p1)) refuse(MALFORMED.parameters)
  if (p1 === READ_ONLY) context.expectCase(2)
  const key = findSecretKey(context.channel.currentFolder, p2 === 0 ? signatureKey(context) : p2)
  if (key?.kind !== 'privateElc' && key?.kind !== 'privateRsa') return refuse(SW.keyNotFound)
  context.requireAccess(key)
  return p1 === READ_ONLY ? answer(publicKey(context, key)) : refuse(SW.unsupportedFunction)
}

/** P2 00 means the key chosen for signatures (N097.500a); without one the answer is free. */
function signatureKey({ channel }: CommandContext): number {
  const reference = channel.keyReferences.get('signatureCreation')?.key
  return typeof reference === 'number' ? reference : refuse(SW.keyNotFound)
}

/** publicKeyDO (N098.200). */
function publicKey({ card }: CommandContext, key: PrivateKey): Uint8Array {
  if (key.kind === 'privateElc') {
    const { publicPoint } = card.keys.elc(key) ?? refuse(SW.keyInvalid)
    return encodeTlv(0x7f49, encodeTlv(0x86, publicPoint))
  }
  const { n, e } = key.numbers ?? refuse(SW.keyInvalid)
  return encodeTlv(0x7f49, encodeTlv(0x81, n), encodeTlv(0x82, e))
}
