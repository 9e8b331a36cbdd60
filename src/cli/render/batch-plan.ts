import type { BatchPlan } from '../../operations/batch-report.js'
import type { Texts } from '../messages/texts.js'
import { oneLine } from '../printable.js'
import { cardKindText } from './card-kind.js'
import { facts } from './table.js'

/** Documents that are named one by one; of longer lists the rest is counted. */
const NAMED_DOCUMENTS = 10

/** What the person must see before typing a PIN: who signs what, with which limits. */
export function renderPlan(plan: BatchPlan, texts: Texts): string {
  const { words, format } = texts
  const { columns, signing } = words
  const { signer, certificate, card, documents, triesLeft } = plan
  const totalBytes = documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const head = facts([
    [columns.holder, signer.name],
    [columns.profession, signer.profession],
    [columns.card, `${cardKindText(card.kind, texts)}, ${card.iccsn}`],
    [columns.key, `${plan.key}, ${plan.mechanism}`],
    [columns.certificate, certificate.sha256],
    [columns.validUntil, validity(plan, texts)],
    [columns.monetaryLimit, signer.monetaryLimit ?? words.none],
    [columns.restriction, signer.restriction ?? words.none],
    [columns.revocation, signing.revocationNotChecked],
    [columns.documents, signing.documents(format.number(documents.length), format.size(totalBytes))],
    [columns.pinEntries, entries(plan, texts)],
    [columns.triesLeft, triesLeft?.toString() ?? words.unknown],
  ])
  const named = documents.slice(0, documents.length > NAMED_DOCUMENTS ? NAMED_DOCUMENTS - 1 : NAMED_DOCUMENTS)
  const list = named.map(({ input, sizeBytes }) => `  ${oneLine(input)} (${format.size(sizeBytes)})`)
  if (named.length < documents.length) list.push(`  ${signing.more(format.number(documents.length - named.length))}`)
  const title = signer.test ? [signing.title, words.testHint] : [signing.title]
  return [...title, '', head, ...list].join('\n')
}

function validity({ certificate: { notAfter, expired } }: BatchPlan, { words, format }: Texts): string {
  const date = format.date(notAfter)
  return expired ? words.signing.certificateExpired(date) : date
}

function entries({ pinEntries, signaturesPerEntry }: BatchPlan, { words, format }: Texts): string {
  if (pinEntries === 1 || signaturesPerEntry === null) return words.signing.oneEntry
  return words.signing.entries(format.number(pinEntries), format.number(signaturesPerEntry))
}
