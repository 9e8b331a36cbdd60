import { generateEccKey, type EccKey } from '../../src/trust-centre/ecc-key.js'
import type { RandomSource } from '../../src/trust-centre/random-source.js'
import { validYears } from '../../src/trust-centre/validity.js'
import type { CardKind } from './card-kinds.js'
import type { CardPlan } from './card-options.js'
import { authorityReference, cardReference, cvCertificate } from './files/cv-certificate.js'
import type { RootKeyContent } from './image/card-content.js'

/** What a card needs to authenticate to other cards. */
export interface CvPersonalisation {
  readonly bodies: readonly (readonly [path: string, body: Uint8Array])[]
  readonly keys: readonly (readonly [path: string, key: EccKey])[]
  readonly rootKeys: readonly (readonly [path: string, content: RootKeyContent])[]
  /** Private key of the root, to certify other cards that are to be trusted by this one. */
  readonly root: EccKey
}

/** Makes a CV root of the card's own, an authority below it, and the certificates of the card. */
export function personaliseCvCertificates(kind: CardKind, plan: CardPlan, random: RandomSource): CvPersonalisation {
  const { now, iccsn } = plan
  const [root, authority, administration] = [generateEccKey(random), generateEccKey(random), generateEccKey(random)]
  const rootName = authorityReference('root', now)
  const authorityName = authorityReference('subordinate', now)
  const authorityCertificate = cvCertificate(
    {
      authorityReference: rootName,
      holderReference: authorityName,
      key: authority,
      flags: kind.cvAuthority.flags,
      from: now,
      until: validYears(now, 8).notAfter,
    },
    root,
  )
  const slots = kind.cvCertificates.map((slot) => ({ slot, key: generateEccKey(random) }))
  return {
    root,
    keys: slots.map(({ slot, key }) => [slot.key, key]),
    bodies: [
      [kind.cvAuthority.file, authorityCertificate],
      ...slots.map(({ slot, key }) => {
        const body = cvCertificate(
          {
            authorityReference: authorityName,
            holderReference: cardReference(slot.index, iccsn),
            key,
            flags: slot.flags,
            from: now,
            until: validYears(now, 5).notAfter,
          },
          authority,
        )
        return [slot.file, body] as const
      }),
    ],
    rootKeys: [
      ['MF/PuK.RCA.CS.E256', { keyIdentifier: rootName, point: root.point, expires: validYears(now, 10).notAfter }],
      [
        'MF/PuK.RCA.ADMINCMS.CS.E256',
        // Identifier that gematik's images give to the root of the administration.
        {
          keyIdentifier: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x13),
          point: administration.point,
          expires: validYears(now, 10).notAfter,
        },
      ],
    ],
  }
}
