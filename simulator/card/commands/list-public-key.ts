import { concat } from '../../../src/bytes/concat.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED } from '../core/status-words.js'
import type { PublicKey } from '../image/object-system.js'
import { allFolders } from '../image/search.js'

const LONGEST_ANSWER = 0x10000

/** LIST PUBLIC KEY (gemSpec_COS §14.9.7). No image has a rule for it; it is executed without (N099.461b). */
export function listPublicKey(context: CommandContext): Answer {
  context.expectCase(2)
  if (context.p1 !== 0x01 || context.p2 !== 0x00) refuse(MALFORMED.parameters)
  if (context.wantedBytes !== LONGEST_ANSWER) refuse(MALFORMED.length)
  const keys = allFolders(context.card.image.root).flatMap((folder) => folder.publicKeys)
  return answer(concat(...keys.map(publicKeyReference)))
}

/** puKReference (N099.462f): `E0 { 4F application, B6 { 83 key identifier } }`. */
function publicKeyReference(key: PublicKey): Uint8Array {
  const [application = new Uint8Array(0)] = key.folder.applicationIdentifiers
  return encodeTlv(0xe0, encodeTlv(0x4f, application), encodeTlv(0xb6, encodeTlv(0x83, key.identifier)))
}
