import { describe, it } from 'vitest'
import { makeCard } from '../support/card-in-process.js'
import { whyNoReaders } from '../support/why-no-readers.js'
import { behindPcscd } from './cards-under-test.js'
import { expectConformance } from './expect-conformance.js'

describe.skipIf(whyNoReaders)('the TypeScript card behind pcscd', () => {
  it('goes as every case has it', async () => {
    const card = await makeCard({ kind: 'hba', state: 'transport', keys: 'both' })
    await using cards = await behindPcscd(card)
    await expectConformance(cards, card)
  })
})
