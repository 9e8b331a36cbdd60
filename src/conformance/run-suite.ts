import type { CardTransport } from '../apdu/transport.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { lookAt, type CardFacts } from './card-facts.js'
import type { CardSource } from './card-source.js'
import type { CaseResult } from './case-result.js'
import type { CaseGroup, ConformanceCase } from './conformance-case.js'
import { effectOf } from './effect.js'
import { describeExpectation } from './expectation.js'
import type { GroupName } from './group-names.js'
import { HeldCard } from './held-card.js'
import { CaseRun, type CaseEnd } from './run-case.js'
import { SuiteSecrets, type Letter } from './suite-secrets.js'

/** What a run of the suite works with. */
export interface SuiteOrder {
  readonly source: CardSource
  readonly letter: Letter
  readonly groups: readonly CaseGroup[]
  /** Told after each case; a run ends early where it says `stop`. */
  readonly onResult?: (result: CaseResult, done: number, total: number) => 'stop' | undefined
  /** Ends the run between two cases. */
  readonly signal?: AbortSignal
}

/**
 * Runs the cases, each from the same state of the card: reset, and of simulated cards a new one for each.
 *
 * @throws HealthCardError what the transport throws; `HC_STOPPED`
 */
export async function runSuite({ source, letter, groups, onResult, signal }: SuiteOrder): Promise<CaseResult[]> {
  const facts = await source.withCard((card) => onceReset(card, source, lookAt))
  const secrets = new SuiteSecrets(letter, facts.transportPins)
  const rows = groups.flatMap(({ name, cases }) => cases.map((row, i) => ({ group: name, number: i + 1, row })))
  const results: CaseResult[] = []
  for (const { group, number, row } of rows) {
    if (signal?.aborted) throw new HealthCardError('HC_STOPPED', 'stopped between two cases')
    const end = await runOne(source, secrets, facts, row)
    const result = resultOf(group, number, row, end)
    results.push(result)
    if (onResult?.(result, results.length, rows.length) === 'stop') break
  }
  return results
}

async function runOne(
  source: CardSource,
  secrets: SuiteSecrets,
  facts: CardFacts,
  row: ConformanceCase,
): Promise<CaseEnd> {
  if (!source.expendable && effectOf(row) !== 'reads') return { verdict: 'leftOut', reason: 'changesTheCard' }
  return await source.withCard((card) => onceReset(card, source, (held) => new CaseRun(held, secrets, facts).run(row)))
}

/** A card that was made for this case needs no reset; one that others use between two cases does. */
async function onceReset<T>(
  card: CardTransport,
  { expendable }: CardSource,
  work: (held: HeldCard) => Promise<T>,
): Promise<T> {
  await using held = await HeldCard.take(card)
  if (!expendable) await held.reset()
  return await work(held)
}

function resultOf(group: GroupName, number: number, row: ConformanceCase, end: CaseEnd): CaseResult {
  const { id, title, send, on, expect } = row
  return {
    case: `${group}-${number}`,
    group,
    id,
    title,
    effect: effectOf(row),
    verdict: end.verdict,
    command: on === undefined ? send : `${send} on channel ${on}`,
    expected: describeExpectation(expect),
    ...(expect.open !== undefined && { open: expect.open }),
    ...outcomeOf(end),
  }
}

function outcomeOf(end: CaseEnd): Pick<CaseResult, 'got' | 'failedAt' | 'reason'> {
  switch (end.verdict) {
    case 'leftOut':
      return { got: null, reason: end.reason }
    case 'failed':
      return { got: end.got, ...(end.failedAt !== undefined && { failedAt: end.failedAt }) }
    case 'passed':
      return { got: end.got }
  }
}
