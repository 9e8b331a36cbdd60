import type { BatchSummary } from '../../operations/batches.js'
import type { Texts } from '../messages/texts.js'
import { table } from './table.js'

/** `batch list` and `batch status` */
export function renderBatches(batches: readonly BatchSummary[], { words, format }: Texts): string {
  const { columns } = words
  if (batches.length === 0) return `${words.batches.none}\n`
  return table(
    [columns.batch, columns.started, columns.state, columns.card, columns.documents, columns.waiting, columns.lost],
    batches.map(({ id, startedAt, state, card, done, total, signed, madeAndLost }) => [
      id,
      startedAt === '' ? '' : format.time(startedAt),
      words.batches.states[state],
      card?.iccsn ?? '',
      words.signing.signed(format.number(done), format.number(total)),
      signed === 0 ? '' : format.number(signed),
      madeAndLost === 0 ? '' : format.number(madeAndLost),
    ]),
  )
}
