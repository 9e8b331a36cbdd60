import type { CardDetails } from '../../operations/show-card.js'
import type { Texts } from '../messages/texts.js'
import { cardKindText } from './card-kind.js'
import { renderCertificates } from './certificate-list.js'
import { renderPins } from './pin-states.js'
import { facts, table } from './table.js'
import { renderWarnings } from './warnings.js'

/** `card show` */
export function renderCardDetails(details: CardDetails, texts: Texts): string {
  const { words } = texts
  const { columns } = words
  const { holder } = details
  const head = facts([
    [columns.kind, cardKindText(details.kind, texts)],
    [columns.generation, details.generation],
    [columns.cardNumber, details.iccsn],
    [columns.holder, holder && `${holder.name} (${words.fromCertificate})`],
    [columns.profession, holder?.profession],
    [columns.professionOid, holder?.professionOid],
    [columns.telematikId, holder?.telematikId],
    [columns.signatureLimit, signatureLimit(details, texts)],
    [columns.objectSystem, details.objectSystem],
    [columns.product, details.product],
    [columns.atr, details.atr],
    [columns.label, details.token?.label],
    [columns.manufacturer, details.token?.manufacturer],
    [columns.model, details.token?.model],
    [columns.firmware, details.token?.firmware],
    [columns.mechanisms, details.token?.mechanisms.join(', ')],
    [columns.backend, details.token?.module],
    [columns.reader, details.reader],
  ])
  const parts = [
    head,
    ...(holder?.test ? [`${words.testHint}\n`] : []),
    renderWarnings(details.warnings, texts),
    renderPins(details.pins, texts),
    renderCertificates(details.certificates, texts),
    renderFiles(details.files, texts),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** Only cards with a signature PIN have a limit at all. */
function signatureLimit({ signatureLimit: limit, pins }: CardDetails, { words, format }: Texts): string | null {
  if (limit !== null) return format.number(limit)
  return pins.some(({ pin }) => pin === 'PIN.QES') ? words.anyNumber : null
}

function renderFiles(files: CardDetails['files'], { words, format }: Texts): string {
  if (files.length === 0) return ''
  const { columns } = words
  return table(
    [columns.file, columns.state, columns.size],
    files.map(({ name, state, lengthBytes }) => [
      name,
      words.fileStates[state],
      lengthBytes === null ? '' : format.size(lengthBytes),
    ]),
  )
}
