import type { CardSession } from '../card/card-session.js'

/** Which card an answer is about. */
export interface CardIdentity {
  readonly kind: string
  readonly iccsn: string
}

/** The card of this session, for answers. */
export function cardIdentity(session: CardSession): CardIdentity {
  return { kind: session.profile.kind, iccsn: session.iccsn }
}
