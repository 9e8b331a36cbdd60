import type { ReaderListEntry } from '../../operations/list-readers.js'
import type { Texts } from '../messages/texts.js'
import { table } from './table.js'

/** `reader list` */
export function renderReaders(readers: readonly ReaderListEntry[], { words }: Texts): string {
  const { columns, layers, presence, yes, no } = words
  return table(
    [columns.reader, columns.kind, columns.card, columns.atr, columns.pinPad, columns.backend],
    readers.map(({ name, layer, card, atr, pinPad, backend }) => {
      const keys = pinPad === null ? '' : pinPad ? yes : no
      return [name, layers[layer], presence[card], atr ?? '', keys, backend ?? '']
    }),
  )
}
