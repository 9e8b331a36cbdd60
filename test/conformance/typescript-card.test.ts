import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { allCases } from '../../src/conformance/cases/all-cases.js'
import { parseCardImage } from '../../simulator/card/image/card-image.js'
import { cardImagePath, cardImagesPresent } from '../support/card-images.js'
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

  it('goes as every case has it with RSA keys alone; what needs others is left out', async () => {
    const rsa = await makeCard({ kind: 'hba', state: 'transport', keys: 'rsa', limit: 3 })
    await using cards = await inProcess(rsa)
    const results = await expectConformance(cards, rsa)
    expect(new Set(results.flatMap(({ reason }) => reason ?? []))).toEqual(new Set(['keyNotThere']))
  })
})

/** What gematik's test card was delivered with. */
const gematikLetter: TestCard['secrets'] = {
  'PIN.CH.transport': '54321',
  'PIN.CH.puk': '12345678',
  'PIN.QES.transport': '54321',
  'PIN.QES.puk': '12345678',
}

describe.skipIf(!cardImagesPresent)("the TypeScript card of gematik's image", () => {
  it('goes as every case has it: what the cases know of an HBA is not our personaliser’s alone', async () => {
    const file = readFileSync(cardImagePath('hba'))
    const card = { image: parseCardImage(file), file, secrets: gematikLetter, trust: new Uint8Array() }
    await using cards = await inProcess(card)
    const results = await expectConformance(cards, card)
    expect(results.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(570)
  })
})
