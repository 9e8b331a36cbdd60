import { uint16 } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED } from '../core/status-words.js'
import type { PublicKey } from '../image/object-system.js'
import { allFolders, pathOf } from '../image/search.js'

const LONGEST_ANSWER = 0x10000

/** LIST PUBLIC KEY (gemSpec_COS §14.9.7). No image has a rule for it; it is executed without (N099.461b). */
export function listPublicKey(context: CommandContext): Answer {
  context.expectCase(2)
  if (context.p1 !== 0x01 || context.p2 !== 0x00) refuse(MALFORMED.parameters)
  if (context.wantedBytes !== LONGEST_ANSWER) refuse(MALFORMED.length)
  const { image, memory } = context.card
  const keys = allFolders(image.root).flatMap((folder) => folder.publicKeys)
  return answer(concat(...keys.filter(memory.lifeCycles.isThere).map(publicKeyReference)))
}

/**
 * pukReference (N099.462f): `E0 { 4F application, 51 path, B6 { 83 key identifier } }`. The path leads from the application
 * to the folder of the key by file identifiers, and is left out where that folder is the application itself.
 */
function publicKeyReference(key: PublicKey): Uint8Array {
  const path = pathOf(key.folder)
  const depth = path.findIndex((folder) => folder.applicationIdentifiers.length > 0)
  const [application = new Uint8Array(0)] = path[depth]?.applicationIdentifiers ?? []
  const below = path.slice(0, Math.max(depth, 0)).reverse()
  const way = below.map((folder) => uint16(folder.fileIdentifier ?? 0))
  return encodeTlv(
    0xe0,
    encodeTlv(0x4f, application),
    way.length > 0 ? encodeTlv(0x51, ...way) : new Uint8Array(0),
    encodeTlv(0xb6, encodeTlv(0x83, key.identifier)),
  )
}
