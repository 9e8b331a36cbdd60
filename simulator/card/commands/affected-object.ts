import { DecodeError } from '../../../src/bytes/decode-error.js'
import { readTlvs } from '../../../src/bytes/tlv.js'
import { refuse } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { AnyObject } from '../image/object-system.js'

/** Tag of a key identifier of eight or twelve bytes. */
const KEY_IDENTIFIER = 0x83
const KEY_IDENTIFIER_LENGTHS = [8, 12]

/**
 * The object that ACTIVATE, DEACTIVATE, DELETE and TERMINATE speak of (gemSpec_COS N035.100 and its siblings). P1 says
 * how it is named: 00 the current file, or `withoutFile` where none is selected; 10 a password by P2; 20 a key by P2; 21 a
 * public key by the command data.
 *
 * @param withoutFile - what P1 00 means where no file is selected
 */
export function affectedObject(context: CommandContext, withoutFile: () => AnyObject): AnyObject {
  const { p1, p2, channel } = context
  context.expectCase(p1 === 0x21 ? 3 : 1)
  switch (p1) {
    case 0x00:
      if (p2 !== 0) refuse(MALFORMED.parameters)
      return channel.currentFile ?? withoutFile()
    case 0x10:
      return context.findPassword(p2) ?? refuse(SW.passwordNotFound)
    case 0x20:
      return context.findSecretKey(p2) ?? refuse(SW.keyNotFound)
    case 0x21:
      if (p2 !== 0) refuse(MALFORMED.parameters)
      return context.findPublicKey(keyIdentifier(context.data)) ?? refuse(SW.keyNotFound)
    default:
      return refuse(MALFORMED.parameters)
  }
}

/** `83 L identifier`. */
function keyIdentifier(data: Uint8Array): Uint8Array {
  try {
    const [object, ...others] = readTlvs(data)
    if (object?.tag !== KEY_IDENTIFIER || others.length > 0) return refuse(MALFORMED.data)
    return KEY_IDENTIFIER_LENGTHS.includes(object.value.length) ? object.value : refuse(MALFORMED.data)
  } catch (error) {
    if (error instanceof DecodeError) return refuse(MALFORMED.data)
    throw error
  }
}
