import type { BatchReport } from '../../operations/batch-report.js'
import type { Texts } from '../messages/texts.js'
import { renderPlan } from './batch-plan.js'
import { facts, table } from './table.js'

/** `sign` for programs: the batch and its documents, and who signed with what. */
export function batchJson({ batch, documents, plan }: BatchReport): object {
  if (!plan) return { batch, documents }
  const { reader, card, signer, certificate, key, mechanism, revocation } = plan
  return { batch, documents, reader, card, signer, certificate, key, mechanism, revocation }
}

/** `sign` for people: how many are signed, with which key, and by name those that are not. */
export function renderBatchReport(report: BatchReport, texts: Texts): string {
  const { words, format } = texts
  const { signing, columns } = words
  const { batch, documents, plan } = report
  if (batch.state === 'planned' && plan) return `${renderPlan(plan, texts)}\n\n${signing.planned}\n`
  const count = signing.signed(format.number(batch.signed), format.number(batch.total))
  const summary = facts([
    [
      columns.documents,
      plan ? `${count}, ${signing.with(plan.key, keyUse(plan.key), plan.certificate.sha256)}` : count,
    ],
    [columns.signer, plan?.signer.test ? `${plan.signer.name} (${words.test})` : plan?.signer.name],
    [columns.pinEntries, format.number(batch.pinEntries)],
    [columns.lost, batch.madeAndLost > 0 ? signing.lost(format.number(batch.madeAndLost)) : undefined],
  ])
  const left = documents.filter(({ state }) => state !== 'signed')
  if (left.length === 0) return summary
  return `${summary}\n${table(
    [columns.document, columns.state],
    left.map(({ input, state, code }) => [input, code ? `${signing.states[state]} (${code})` : signing.states[state]]),
  )}`
}

/** The word for the key between the dots of its name: QES of `PrK.HP.QES.E256`. */
function keyUse(key: string): string {
  return key.split('.').at(-2) ?? key
}
