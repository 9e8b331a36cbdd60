import { describeSigner } from '../certificates/describe-signer.js'
import type { Card } from './card.js'

/** Whose card this is, by its own certificates; nobody has checked them. */
export interface HolderFacts {
  readonly name: string
  readonly profession: string | null
  readonly professionOid: string | null
  readonly telematikId: string | null
  /** The certificates come from a test authority: the card is a test card. */
  readonly test: boolean
}

/** Reads the holder from the first certificate that is there; null where none is. */
export async function holderOf(card: Card): Promise<HolderFacts | null> {
  for (const { certificate: file } of card.keys) {
    const found = await card.certificate(file)
    if (found.state !== 'present') continue
    const { name, profession, professionOid, telematikId, test } = describeSigner(found.certificate)
    return {
      name,
      profession: profession ?? null,
      professionOid: professionOid ?? null,
      telematikId: telematikId ?? null,
      test,
    }
  }
  return null
}
