import type { CardIdentity, PinState } from '../../operations/pins.js'
import { letterName } from '../messages/letter-names.js'
import type { Texts } from '../messages/texts.js'
import { cardKindText } from './card-kind.js'
import { facts, table } from './table.js'

/** `pin status` */
export function renderPinStatus(
  { card, pins }: { readonly card: CardIdentity; readonly pins: readonly PinState[] },
  texts: Texts,
): string {
  const { columns } = texts.words
  const head = facts([[columns.card, `${cardKindText(card.kind, texts)}, ${card.iccsn}`]])
  return `${head}\n${renderPins(pins, texts)}`
}

/** The PINs of a card as a table. */
export function renderPins(pins: readonly PinState[], { words }: Texts): string {
  const { columns } = words
  return table(
    [columns.pin, columns.state, columns.triesLeft],
    pins.map(({ pin, status, triesLeft, changeInterrupted }) => [
      letterName(pin),
      changeInterrupted ? `${words.pinStates[status]} (${words.changeInterrupted})` : words.pinStates[status],
      status === 'missing' ? '' : (triesLeft?.toString() ?? words.unknown),
    ]),
  )
}
