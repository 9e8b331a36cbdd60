import { encodeTlv } from '../../../src/bytes/tlv.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { PrivateKey } from '../image/object-system.js'

const READ_ONLY = 0x81
/** operationMode of the variants that generate a key: where none is there, in any case; with and without output. */
const GENERATE_MISSING = [0x80, 0x84]
const GENERATE_ANYWAY = [0xc0, 0xc4]
/** Bit of operationMode: no output. */
const SILENT = 0x04

/**
 * GENERATE ASYMMETRIC KEY PAIR (gemSpec_COS §14.9.3) as far as it reads a public key (P1 81). The variants that generate
 * one are refused by their access rules, which ask for card-to-card; should one allow it, the answer is 6A81.
 */
export function generateAsymmetricKeyPair(context: CommandContext): Answer {
  const { p1, p2 } = context
  if (![READ_ONLY, ...GENERATE_MISSING, ...GENERATE_ANYWAY].includes(p1)) refuse(MALFORMED.parameters)
  context.expectCase((p1 & SILENT) === 0 ? 2 : 1)
  // N097.500c searches for a key of any kind: a symmetric one is found too, and has its rule asked before all else.
  const key = context.findSecretKey(p2 === 0 ? signatureKey(context) : p2) ?? refuse(SW.keyNotFound)
  context.requireAccess(key)
  if (key.kind !== 'privateElc' && key.kind !== 'privateRsa') return refuse(SW.keyNotFound)
  if (GENERATE_MISSING.includes(p1) && isAvailable(context, key)) return refuse(SW.keyAlreadyPresent)
  return p1 === READ_ONLY ? answer(publicKey(context, key)) : refuse(SW.unsupportedFunction)
}

function isAvailable({ card }: CommandContext, key: PrivateKey): boolean {
  return (key.kind === 'privateElc' ? card.keys.elc(key) : card.keys.rsa(key)) !== undefined
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
