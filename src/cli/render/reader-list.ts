import type { ReaderInfo } from '../../operations/workplace.js'
import type { Texts } from '../messages/texts.js'
import { table } from './table.js'

/** `reader list` */
export function renderReaders(readers: readonly ReaderInfo[], { words }: Texts): string {
  const { columns, layers, presence } = words
  return table(
    [columns.reader, columns.kind, columns.card],
    readers.map(({ name, layer, card }) => [name, layers[layer], presence[card]]),
  )
}
