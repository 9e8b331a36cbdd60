import type { AccessCondition, FlagList } from '../image/access-rules.js'

/** What a condition may ask for. */
export interface SecurityStatus {
  /** PWD(reference); a true answer uses up one of the status's uses (gemSpec_COS N022.200). */
  passwordVerified(reference: number): boolean
  /** SMMAC(key). */
  secureMessagingWithKey(keyReference: number): boolean
  /** SMMAC(rights). */
  secureMessagingWithRights(rights: FlagList): boolean
  /** AUTCHAT(rights). */
  authenticatedRights(rights: FlagList): boolean
  /** SMCMDENC: the command data came enciphered. */
  readonly commandEncrypted: boolean
}

/**
 * Component authentication and secure messaging as long as the card has neither: none of their conditions holds. This is
 * the place where they will come in.
 */
export const noComponentStatus = {
  secureMessagingWithKey: () => false,
  secureMessagingWithRights: () => false,
  authenticatedRights: () => false,
  commandEncrypted: false,
} satisfies Omit<SecurityStatus, 'passwordVerified'>

/**
 * The value of a condition (gemSpec_COS N022.000 to N022.800). Terms are looked at from left to right and no further than
 * needed; with that, which of two finite passwords of an OR loses a use is fixed, which COS leaves open (note CosH_c0a).
 */
export function isSatisfied(condition: AccessCondition, status: SecurityStatus): boolean {
  switch (condition.kind) {
    case 'always':
      return true
    case 'never':
      return false
    case 'password':
      return status.passwordVerified(condition.reference)
    case 'secureMessagingWithKey':
      return status.secureMessagingWithKey(condition.keyReference)
    case 'secureMessagingWithRights':
      return status.secureMessagingWithRights(condition.rights)
    case 'authenticatedRights':
      return status.authenticatedRights(condition.rights)
    case 'commandEncrypted':
      return status.commandEncrypted
    case 'responseEncrypted':
      // Not a condition but an order to the card (N022.600c): it always holds and encrypts the answer (N022.600d).
      return true
    case 'allOf':
      return condition.terms.every((term) => isSatisfied(term, status))
    case 'anyOf':
      return condition.terms.some((term) => isSatisfied(term, status))
  }
}
