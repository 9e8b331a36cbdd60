import type { Card } from './card.js'

/** Which card an answer is about. */
export interface CardIdentity {
  readonly kind: string
  readonly iccsn: string
}

/** The card, for answers. */
export function cardIdentity({ kind, iccsn }: Card): CardIdentity {
  return { kind, iccsn }
}
