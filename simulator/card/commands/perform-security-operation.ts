import { refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED } from '../core/status-words.js'
import { computeDigitalSignature } from './compute-digital-signature.js'
import { decipher } from './decipher.js'

/**
 * PERFORM SECURITY OPERATION (gemSpec_COS §14.8): P1 P2 say which. Not here yet: signatures with message recovery (9E AC),
 * ENCIPHER (86 80), TRANSCIPHER (86 B8), VERIFY CERTIFICATE (00 BE), VERIFY DIGITAL SIGNATURE (00 A8).
 */
export function performSecurityOperation(context: CommandContext): Answer {
  switch (context.p1 * 256 + context.p2) {
    case 0x9e9a:
      return computeDigitalSignature(context)
    case 0x8086:
      return decipher(context)
    default:
      return refuse(MALFORMED.parameters)
  }
}
