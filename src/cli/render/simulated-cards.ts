import type { SimulatedCardCounters, SimulatedCardFacts } from '../adapters.js'
import { spoken } from '../messages/error-text.js'
import type { Texts } from '../messages/texts.js'
import { cardKindText } from './card-kind.js'
import { facts, table } from './table.js'

/** `sim create` */
export function renderCreatedCard(card: SimulatedCardFacts, texts: Texts): string {
  const { words } = texts
  const { columns, simulator } = words
  const { kind, state, holder } = card
  const stateText = Object.entries(simulator.states).find(([name]) => name === state)?.[1] ?? state
  return [
    `${simulator.created(cardKindText(kind, texts), stateText)}\n`,
    facts([
      [columns.holder, `${holder.givenName} ${holder.surname}`],
      [columns.cardNumber, card.iccsn],
      [columns.telematikId, card.telematikId],
      [columns.image, card.image],
      [columns.letter, card.pinLetter],
      [columns.secrets, card.secrets],
      [columns.trust, card.trust],
    ]),
    `${simulator.noLegalEffect}\n${simulator.next(card.image)}\n`,
  ].join('\n')
}

/** `sim list`: what the simulated cards have counted. */
export function renderCounters(cards: readonly SimulatedCardCounters[], texts: Texts): string {
  return cards.map((card) => renderCard(card, texts)).join('\n')
}

function renderCard(
  { image, iccsn, cardName, signatures, passwords, code }: SimulatedCardCounters,
  texts: Texts,
): string {
  const { words, errors, format } = texts
  const { columns } = words
  const head = facts([
    [columns.image, image],
    [columns.card, cardName],
    [columns.cardNumber, iccsn],
    [columns.state, code && spoken(errors[code].happened, {})],
  ])
  if (code !== undefined) return head
  const keys = Object.entries(signatures).map(([key, count]) => [key, format.number(count)])
  const pins = Object.entries(passwords).map(([pin, { triesLeft, pukUses, transportStatus }]) => [
    pin,
    transportStatus,
    format.number(triesLeft),
    format.number(pukUses),
  ])
  return [
    head,
    table([columns.key, columns.signatures], keys),
    table([columns.pin, columns.state, columns.triesLeft, columns.pukUses], pins),
  ].join('\n')
}
