import { expect } from 'vitest'
import type { CaseResult } from '../../src/conformance/case-result.js'
import { allCases } from '../../src/conformance/cases/all-cases.js'
import { runSuite } from '../../src/conformance/run-suite.js'
import type { TestCard } from '../support/card-in-process.js'
import { letterOf, type CardsUnderTest } from './cards-under-test.js'

/** Runs all cases; a case that goes otherwise fails the test with its row of the report. */
export async function expectConformance(cards: CardsUnderTest, card: TestCard): Promise<CaseResult[]> {
  const results = await runSuite({ source: cards.source, letter: letterOf(card), groups: allCases })
  expect(results.filter(({ verdict }) => verdict === 'failed')).toEqual([])
  expect(cards.failures).toEqual([])
  return results
}
