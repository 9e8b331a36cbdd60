import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CardSource } from '../../src/conformance/card-source.js'
import type { CaseResult } from '../../src/conformance/case-result.js'
import { allCases } from '../../src/conformance/cases/all-cases.js'
import { runSuite } from '../../src/conformance/run-suite.js'
import { makeCard, type TestCard } from '../support/card-in-process.js'
import { letterOf } from './cards-under-test.js'
import { FaultyBuilds } from './faulty-build.js'
import { plantedFaults, type PlantedFault } from './planted-faults.js'

describe('the suite on a card with a planted fault', () => {
  const builds = new FaultyBuilds()
  let card: TestCard
  beforeAll(async () => {
    // Few signatures for one PIN entry: the limit is the same sentence, and found sooner.
    card = await makeCard({ kind: 'hba', state: 'transport', limit: 3 })
  })
  afterAll(() => {
    builds[Symbol.dispose]()
  })

  /** The first case that goes otherwise; undefined where all go as they should. */
  async function firstFailure(fault?: PlantedFault): Promise<CaseResult | undefined> {
    const make = await builds.build(fault)
    const results = await runSuite({
      source: CardSource.simulated(() => Promise.resolve(make(card.image))),
      letter: letterOf(card),
      groups: allCases.filter(({ name }) => fault === undefined || name === fault.group),
      onResult: ({ verdict }) => (verdict === 'failed' ? 'stop' : undefined),
    })
    return results.find(({ verdict }) => verdict === 'failed')
  }

  it('finds nothing in any group where there is no fault', async () => {
    expect(await firstFailure()).toBeUndefined()
  })

  it('has at least 30 faults to find, no two of one name', () => {
    expect(new Set(plantedFaults.map(({ name }) => name)).size).toBeGreaterThanOrEqual(30)
  })

  it.each(plantedFaults.map((fault) => [fault.name, fault] as const))('finds that %s', async (_, fault) => {
    expect(await firstFailure(fault)).toMatchObject({ verdict: 'failed' })
  })
})
