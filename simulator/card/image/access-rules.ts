/** Life cycle of an object (gemSpec_COS N007.100). */
export type LifeCycle = 'active' | 'deactivated' | 'terminated'

/** A byte of a command pattern, or any byte. */
export type BytePattern = number | 'any'

/** Which commands a rule speaks of (gemSpec_COS N021.800). CLA stands without channel and secure-messaging bits. */
export interface CommandPattern {
  readonly cla: BytePattern
  readonly ins: BytePattern
  readonly p1: BytePattern
  readonly p2: BytePattern
}

/** Rights of a card-verifiable certificate: a list of bits and the name of its object identifier. */
export interface FlagList {
  /** As the image writes it: `cvc_FlagList_TI`, `cvc_FlagList_CMS`. */
  readonly type: string
  readonly flags: Uint8Array
}

/** A condition of an access rule (gemSpec_COS N022.000 to N022.800). */
export type AccessCondition =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  /** PWD(reference): the DF bit (80) is part of the reference. */
  | { readonly kind: 'password'; readonly reference: number }
  /** SMMAC(key id): secure messaging negotiated with that symmetric key. */
  | { readonly kind: 'secureMessagingWithKey'; readonly keyReference: number }
  /** SMMAC(flags): secure messaging negotiated with a certificate that has at least these rights. */
  | { readonly kind: 'secureMessagingWithRights'; readonly rights: FlagList }
  /** AUTCHAT(flags): a component with at least these rights has authenticated itself. */
  | { readonly kind: 'authenticatedRights'; readonly rights: FlagList }
  | { readonly kind: 'commandEncrypted' }
  | { readonly kind: 'responseEncrypted' }
  | { readonly kind: 'allOf'; readonly terms: readonly AccessCondition[] }
  | { readonly kind: 'anyOf'; readonly terms: readonly AccessCondition[] }

/** Commands and the condition under which they may run. */
export interface AccessRule {
  readonly patterns: readonly CommandPattern[]
  readonly condition: AccessCondition
}

/** The rules of one life cycle and security environment. */
export interface AccessRuleEntry {
  readonly lifeCycle: LifeCycle
  readonly securityEnvironment: number | 'any'
  readonly rules: readonly AccessRule[]
}

/** All rules of an object, by interface. What is not listed is forbidden (gemSpec_COS N023.100b). */
export interface AccessRules {
  readonly contact: readonly AccessRuleEntry[]
  readonly contactless: readonly AccessRuleEntry[]
}

/** The two ways to reach a card. */
export type CardInterface = keyof AccessRules
