import type { ReaderEvent } from '../../operations/watch-readers.js'
import { spoken } from '../messages/error-text.js'
import type { Texts } from '../messages/texts.js'

/** One line of `reader watch` and `card watch`, with its line feed. */
export function renderReaderEvent(event: ReaderEvent, at: Date, { words, errors, format }: Texts): string {
  const { watch, cardKinds } = words
  const time = format.time(at.toISOString())
  switch (event.event) {
    case 'serviceLost':
    case 'serviceBack':
      return `${time}  ${watch[event.event]}\n`
    case 'readerAdded':
    case 'readerRemoved':
    case 'cardInserted':
    case 'cardRemoved':
      return `${time}  ${event.reader}  ${watch[event.event]}\n`
    case 'cardRecognised':
      return `${time}  ${event.reader}  ${[cardKinds[event.kind], event.generation].filter(Boolean).join(' ')}, ${event.iccsn}\n`
    case 'cardUnknown':
      return `${time}  ${event.reader}  ${spoken(errors[event.code].happened, {})} [${event.code}]\n`
  }
}
