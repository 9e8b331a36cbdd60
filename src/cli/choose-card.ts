import { HealthCardError } from '../errors/health-card-error.js'
import type { Workplace } from '../operations/workplace.js'
import type { Texts } from './messages/texts.js'
import { oneLine } from './printable.js'
import type { Person } from './secrets/person.js'

/** Lets the person at the terminal choose between cards that fit. */
export function chooseCard(person: Person, { words }: Texts): NonNullable<Workplace['chooseCard']> {
  return async (candidates) => {
    person.tell(words.prompts.chooseCard)
    for (const [i, { reader, kind, iccsn }] of candidates.entries()) {
      person.tell(`  ${i + 1}  ${iccsn}  ${words.cardKinds[kind]}  ${oneLine(reader)}`)
    }
    const number = await person.askNumber(words.prompts.number, candidates.length)
    const chosen = candidates[number - 1]
    if (!chosen) throw new HealthCardError('HC_CARD_AMBIGUOUS', 'no card was chosen')
    return chosen
  }
}
