import type { CardSession } from '../card/card-session.js'
import { decodeSsec } from '../card/elementary-files.js'
import { readFile } from '../card/file-reading.js'

/**
 * The most signatures that this product makes per PIN entry, whatever a card allows: what the issuer of these cards
 * advertises (card-facts §2.6).
 */
const PRODUCT_LIMIT = 254

/**
 * Signatures that one entry of the signature PIN allows in security environment 1, from EF.SSEC and the product's own
 * limit. A card whose EF.SSEC cannot be read gets one signature per entry: the least that any card allows.
 *
 * @returns null for a card without such a limit
 * @throws HealthCardError `HC_CARD_DATA_MALFORMED`
 */
export async function signatureLimit(session: CardSession): Promise<number | null> {
  const file = session.profile.signatureLimitFile
  if (file === undefined) return null
  const content = await readFile(session, file)
  if (content.kind !== 'content') return 1
  return Math.min(PRODUCT_LIMIT, decodeSsec(content.bytes).get(1) ?? 1)
}
