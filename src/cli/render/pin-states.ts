import type { PinState, PinStatusReport } from '../../operations/pins.js'
import { letterName } from '../messages/letter-names.js'
import type { Texts } from '../messages/texts.js'
import { cardKindText } from './card-kind.js'
import { facts, table } from './table.js'
import { renderWarnings } from './warnings.js'

/** `pin status` */
export function renderPinStatus({ card, pins, warnings }: PinStatusReport, texts: Texts): string {
  const { columns } = texts.words
  const head = facts([[columns.card, `${cardKindText(card.kind, texts)}, ${card.iccsn}`]])
  const parts = [head, renderPins(pins, texts), renderWarnings(warnings, texts)]
  return parts.filter((part) => part !== '').join('\n')
}

/** The PINs of a card as a table. */
export function renderPins(pins: readonly PinState[], { words }: Texts): string {
  const { columns } = words
  return table(
    [columns.pin, columns.state, columns.triesLeft],
    pins.map(({ pin, status, triesLeft, triesReduced, changeInterrupted }) => [
      letterName(pin),
      changeInterrupted ? `${words.pinStates[status]} (${words.changeInterrupted})` : words.pinStates[status],
      status === 'missing' ? '' : (triesLeft?.toString() ?? (triesReduced ? words.triesReduced : words.unknown)),
    ]),
  )
}
