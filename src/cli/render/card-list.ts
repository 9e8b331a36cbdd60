import type { CardListEntry } from '../../operations/list-cards.js'
import { spoken } from '../messages/error-text.js'
import type { Texts } from '../messages/texts.js'
import { table } from './table.js'

/** `card list` */
export function renderCards(cards: readonly CardListEntry[], texts: Texts): string {
  const { columns } = texts.words
  return table(
    [columns.reader, columns.kind, columns.generation, columns.cardNumber, columns.holder, columns.profession],
    cards.map((card) => row(card, texts)),
  )
}

function row(
  { reader, kind, label, generation, iccsn, holder, code }: CardListEntry,
  { words, errors }: Texts,
): string[] {
  if (code !== undefined) return [reader, words.cardKinds[kind], '', '', spoken(errors[code].happened, {}), '']
  const name = holder?.test ? `${holder.name} (${words.test})` : holder?.name
  const called = label === null ? words.cardKinds[kind] : `${words.cardKinds[kind]}: ${label}`
  return [reader, called, generation ?? '', iccsn ?? '', name ?? '', holder?.profession ?? '']
}
