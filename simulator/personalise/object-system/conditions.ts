import { COMMAND_ENCRYPTED, all, any, channelWithFlags, channelWithKey } from './access-rules.js'

/*
 * Conditions that many objects of the HBA G2.1 and the SMC-B G2.1 have in common, as gematik's card images state them.
 */

/** The channel that PACE opens with SK.CAN. Contactless it comes on top of nearly every rule. */
export const canChannel = channelWithKey('02')

/** A channel from the signature application (gSMC-K), which sends the data to be signed. */
export const signatureApplication = channelWithFlags('cvc_FlagList_TI', '00000000000001')

/** A channel from the card terminal (gSMC-KT), which sends a PIN from afar. */
export const pinSender = channelWithFlags('cvc_FlagList_TI', '00000000000002')

const cardManagementTerms = [
  channelWithKey('14'),
  channelWithKey('18'),
  channelWithFlags('cvc_FlagList_CMS', '00800000000000'),
]

const certificateUpdateTerms = [
  channelWithKey('03'),
  channelWithKey('04'),
  channelWithFlags('cvc_FlagList_CMS', '00200000000000'),
]

/** The issuer's card management system. */
export const cardManagement = any(...cardManagementTerms)

/** The card management system, sending encrypted. */
export const cardManagementEncrypted = all(cardManagement, COMMAND_ENCRYPTED)

/** The card management system, or whoever knows the CAN. */
export const cardManagementOrCan = any(canChannel, ...cardManagementTerms)

/** The issuer: its card management system or its certificate update. */
export const issuer = any(...cardManagementTerms, ...certificateUpdateTerms)

/** The issuer, sending encrypted. */
export const issuerEncrypted = all(issuer, COMMAND_ENCRYPTED)

/** The issuer, or whoever knows the CAN. */
export const issuerOrCan = any(canChannel, ...cardManagementTerms, ...certificateUpdateTerms)
