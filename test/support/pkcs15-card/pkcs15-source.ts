import type { CardCounters } from '../../../simulator/card/card-counters.js'
import type { CardSource } from '../../../simulator/reader/card-source.js'
import { FaultyCard } from '../../../simulator/reader/faults/faulty-card.js'
import type { Pkcs15Card } from './pkcs15-card.js'

/** Puts the card into a reader, with faults where the reader's plan has some. It may be pulled out and put in again. */
export function pkcs15Source(card: Pkcs15Card): CardSource {
  return {
    imagePath: card.plan.label,
    open: (plan) => Promise.resolve({ card: new FaultyCard(card, plan), counters: () => countersOf(card) }),
  }
}

function countersOf({ plan, passwords, signatures }: Pkcs15Card): CardCounters {
  return {
    iccsn: plan.serial,
    cardName: plan.label,
    signatures: Object.fromEntries(signatures),
    passwords: Object.fromEntries(
      [...passwords].map(([name, { triesLeft, pukUses, counts }]) => [
        name,
        { triesLeft, pukUses, transportStatus: 'regularPassword', ...counts },
      ]),
    ),
  }
}
