import { beforeAll, describe, expect, it } from 'vitest'
import { allCases } from '../../src/conformance/cases/all-cases.js'
import { makeCard, type TestCard } from '../support/card-in-process.js'
import { inProcess } from './cards-under-test.js'
import { expectConformance } from './expect-conformance.js'

const all = allCases.flatMap(({ cases }) => cases).length

describe('the TypeScript card in process', () => {
  let card: TestCard
  beforeAll(async () => {
    card = await makeCard({ kind: 'hba', state: 'transport', keys: 'both' })
  })

  it('goes as every case has it, and no case is left out', async () => {
    await using cards = await inProcess(card)
    const results = await expectConformance(cards, card)
    expect(results.filter(({ verdict }) => verdict === 'passed')).toHaveLength(all)
  })

  it('goes as every case has it in which its PINs are set already; what needs a Transport-PIN is left out', async () => {
    const active = await makeCard({ kind: 'hba', state: 'active', limit: 5 })
    await using cards = await inProcess(active)
    const results = await expectConformance(cards, active)
    const reasons = new Set(results.flatMap(({ reason }) => reason ?? []))
    expect(reasons).toEqual(new Set(['noTransportPin', 'keyNotThere']))
    expect(results.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(500)
  })
})
