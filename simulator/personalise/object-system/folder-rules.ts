import { ALWAYS, RESPONSE_ENCRYPTED, all, allow, command, type AccessRules } from './access-rules.js'
import { canChannel, cardManagementEncrypted } from './conditions.js'

const load = allow(cardManagementEncrypted, command.loadApplicationChained, command.loadApplication)
const random = allow(ALWAYS, command.getRandom)
const randomByCan = allow(all(canChannel, RESPONSE_ENCRYPTED), command.getRandom)

/** Rules of folders: what the card does for anybody, and what the issuer may load into it later. */
export const folderRules = {
  root: {
    contact: { 1: [allow(ALWAYS, command.fingerprint), random, load] },
    contactless: { 1: [randomByCan, load] },
  },
  application: { contact: { 1: [random, load] }, contactless: { 1: [randomByCan, load] } },
  /** DF.CIA.*: nothing is loaded later. */
  closed: { contact: { 1: [random] }, contactless: { 1: [randomByCan] } },
} satisfies Record<string, AccessRules>
