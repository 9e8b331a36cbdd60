import type { CardTransport } from '../apdu/transport.js'
import { CardSource } from '../conformance/card-source.js'
import type { CaseResult, LeftOutReason, Verdict } from '../conformance/case-result.js'
import { allCases } from '../conformance/cases/all-cases.js'
import type { GroupName } from '../conformance/group-names.js'
import { runSuite } from '../conformance/run-suite.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { openCard } from './card-selection.js'
import { askLetter } from './conformance-letter.js'
import type { CardLayer, Workplace } from './workplace.js'

export type { CaseResult, LeftOutReason, Verdict } from '../conformance/case-result.js'
export type { GroupName } from '../conformance/group-names.js'

/** Which cases are run, and who is told. */
export interface ConformanceOrder {
  /** Groups of cases; empty: all. */
  readonly only: readonly GroupName[]
  readonly onProgress: (done: number, total: number) => void
  /** Ends the run between two cases. */
  readonly signal: AbortSignal
}

/** The card that was looked at. */
export interface ConformanceCard {
  readonly reader: string
  readonly iccsn: string
  readonly generation: string | null
  readonly objectSystem: string | null
  readonly product: string | null
  /** Answer to reset, hex. */
  readonly atr: string | null
  /** Whether it is a simulated card, on copies of which every case may do what it likes. */
  readonly simulated: boolean
}

/** `conformance` */
export interface ConformanceReport {
  readonly card: ConformanceCard
  readonly summary: Readonly<Record<Verdict, number>> & { readonly cases: number }
  /** How many cases were left out, by the reason. */
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>
  readonly cases: readonly CaseResult[]
}

/** Cards that the cases are written for. */
const GENERATION = 'G2.1'

/**
 * Runs the conformance suite on an HBA. Of a simulated card each case gets a copy to itself, and the card stays as it is; to every
 * other card go commands that read, and nothing else.
 *
 * @throws HealthCardError as {@link openCard}; `HC_CARD_KIND_WRONG` for another generation; `HC_STOPPED`
 */
export async function checkConformance(workplace: Workplace, order: ConformanceOrder): Promise<ConformanceReport> {
  const { layer, pins } = workplace
  const { only, onProgress, signal } = order
  const described = await describeCard(workplace)
  const copies = await layer.copies?.(described.reader)
  const card = { ...described, simulated: copies !== undefined }
  using letter = await askLetter(card.simulated ? pins : undefined, card.iccsn)
  const groups = allCases.filter(({ name }) => only.length === 0 || only.includes(name))
  const run = async (source: CardSource): Promise<CaseResult[]> =>
    await runSuite({
      source,
      letter: letter.lend,
      groups,
      signal,
      onResult: (_, done, total) => {
        onProgress(done, total)
        return undefined
      },
    })
  const cases = copies ? await run(CardSource.simulated(copies)) : await withTransport(layer, card.reader, run)
  return { card, ...summaryOf(cases), cases }
}

async function describeCard(workplace: Workplace): Promise<Omit<ConformanceCard, 'simulated'>> {
  await using opened = await openCard(workplace, ['hba'])
  const { reader, card } = opened
  if (card.generation !== GENERATION) {
    throw new HealthCardError('HC_CARD_KIND_WRONG', `the cases are for cards of ${GENERATION}`, { kind: card.kind })
  }
  const { objectSystem, product, atr } = await card.particulars()
  return { reader, iccsn: card.iccsn, generation: card.generation, objectSystem, product, atr }
}

async function withTransport<T>(
  layer: CardLayer,
  reader: string,
  work: (source: CardSource) => Promise<T>,
): Promise<T> {
  const connected = await layer.connect(reader)
  if (!('transmit' in connected)) throw new HealthCardError('HC_INTERNAL', 'a recognised HBA is behind APDUs')
  const transport: CardTransport = connected
  try {
    return await work(CardSource.readOnly(transport))
  } finally {
    await transport.close()
  }
}

function summaryOf(cases: readonly CaseResult[]): Pick<ConformanceReport, 'summary' | 'leftOut'> {
  const count = (wanted: Verdict): number => cases.filter(({ verdict }) => verdict === wanted).length
  const leftOut: Partial<Record<LeftOutReason, number>> = {}
  for (const { reason } of cases) if (reason) leftOut[reason] = (leftOut[reason] ?? 0) + 1
  const summary = { cases: cases.length, passed: count('passed'), failed: count('failed'), leftOut: count('leftOut') }
  return { summary, leftOut }
}
