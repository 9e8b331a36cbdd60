import { beforeAll, describe, expect, it } from 'vitest'
import type { BatchReport } from '../../../src/operations/batch-report.js'
import { signBatch } from '../../../src/operations/sign-batch.js'
import { CardSlot, makeCard, workplaceFor, type TestCard } from '../../support/card-in-process.js'
import { MemoryDocuments } from '../../support/memory-documents.js'
import { MemoryJournals } from '../../support/memory-journals.js'
import { plainRequest, quietObserver } from '../../support/plain-batch.js'
import { ScriptedPins } from '../../support/scripted-pins.js'

const inTenYears = new Date(Date.now() + 10 * 365 * 86_400_000)
let card: TestCard

beforeAll(async () => {
  card = await makeCard({ kind: 'hba', state: 'active' })
})

function sign(slot: CardSlot, allowExpired: boolean): Promise<BatchReport> {
  const pins = new ScriptedPins({ 'PIN.QES': [card.secrets['PIN.QES'] ?? ''] })
  return signBatch(
    workplaceFor(slot, pins, { clock: () => inTenYears }),
    { store: new MemoryDocuments({ 'a.txt': 'a' }), journals: new MemoryJournals(), observer: quietObserver },
    { ...plainRequest, inputs: ['a.txt'], allowExpired },
  )
}

/** A card whose certificates do not say that they are for tests, as those of real cards. */
function realCard(): CardSlot {
  const slot = new CardSlot(card.image)
  slot.changeAnswer = (_, answer) =>
    Buffer.from(
      Buffer.from(answer)
        .toString('latin1')
        .replaceAll(/TEST-ONLY|NOT-VALID/g, 'REAL-CARD'),
      'latin1',
    )
  return slot
}

describe('an expired certificate', () => {
  it('of a test card signs where that is allowed', async () => {
    await expect(sign(new CardSlot(card.image), false)).rejects.toMatchObject({ code: 'HC_CERT_EXPIRED' })
    expect((await sign(new CardSlot(card.image), true)).batch.state).toBe('done')
  })

  it.each([false, true])('of a real card never signs, be it allowed (%s) or not', async (allowExpired) => {
    const slot = realCard()
    await expect(sign(slot, allowExpired)).rejects.toMatchObject({ code: 'HC_CERT_EXPIRED', data: { test: false } })
    expect(slot.count('00200081')).toBe(0)
  })
})
