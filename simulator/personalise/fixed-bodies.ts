import type { CardKind } from './card-kinds.js'
import { atrBody, cardAccessBody, gdoBody, version2Body } from './files/identity-files.js'
import {
  authenticationObjectsBody,
  certificatesBody,
  ciaInfoBody,
  objectDirectoryBody,
  privateKeysBody,
} from './files/information-files.js'
import { ssecBody } from './files/ssec-body.js'
import type { UsesPerVerify } from './image/card-content.js'

type Body = readonly [path: string, body: Uint8Array]

/** Bodies of the files whose content follows from the kind of card, its number and its limit, by path. */
export function fixedBodies(kind: CardKind, iccsn: string, uses: UsesPerVerify): Body[] {
  return [
    ['MF/EF.ATR', atrBody(kind.product)],
    ['MF/EF.CardAccess', cardAccessBody()],
    ['MF/EF.GDO', gdoBody(iccsn)],
    ['MF/EF.Version2', version2Body(kind.product)],
    ['DF.QES/EF.SSEC', ssecBody(uses)],
    ...Object.entries(kind.information).flatMap(([folder, application]): Body[] => [
      [`${folder}/EF.CIA.CIAInfo`, ciaInfoBody(application)],
      [`${folder}/EF.OD`, objectDirectoryBody()],
      [`${folder}/EF.AOD`, authenticationObjectsBody(application)],
      [`${folder}/EF.PrKD`, privateKeysBody(application, uses[1])],
      [`${folder}/EF.CD`, certificatesBody(application)],
    ]),
  ]
}
