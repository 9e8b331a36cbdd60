import { appendFileSync, existsSync, linkSync, mkdtempSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BatchReport } from '../../../src/operations/batch-report.js'
import { signBatch } from '../../../src/operations/sign-batch.js'
import { fileDocumentStore } from '../../../src/storage/file-document-store.js'
import { CardSlot, makeCard, workplaceFor, type TestCard } from '../../support/card-in-process.js'
import { MemoryJournals } from '../../support/memory-journals.js'
import { plainRequest, quietObserver } from '../../support/plain-batch.js'
import { ScriptedPins } from '../../support/scripted-pins.js'

let card: TestCard
let folder: string

beforeAll(async () => {
  card = await makeCard({ kind: 'hba', state: 'active', seed: 21 })
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ehba-changing-'))
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), `text ${name}`)
})

/** Signs a, b and c; `meanwhile` happens when the card gets the first of them, so after all were hashed. */
function signWhile(meanwhile: () => void, attached = false): Promise<BatchReport> {
  const slot = new CardSlot(card.image)
  slot.beforeCommand = () => {
    if (slot.count('002a9e9a') !== 1) return
    slot.beforeCommand = undefined
    meanwhile()
  }
  return signBatch(
    workplaceFor(slot, new ScriptedPins({ 'PIN.QES': [card.secrets['PIN.QES'] ?? ''] })),
    { store: fileDocumentStore(), journals: new MemoryJournals(), observer: quietObserver },
    {
      ...plainRequest,
      inputs: ['a', 'b', 'c'].map((name) => join(folder, name)),
      outputFolder: join(folder, 'out'),
      attached,
    },
  )
}

const outcomes = (report: BatchReport): string[] => report.documents.map(({ state, code }) => code ?? state)

describe('a document that changes after it was hashed', () => {
  const changes: readonly (readonly [string, () => void])[] = [
    [
      'is written to',
      () => {
        appendFileSync(join(folder, 'b'), '!')
      },
    ],
    [
      'is replaced',
      () => {
        writeFileSync(join(folder, 'n'), 'other')
        renameSync(join(folder, 'n'), join(folder, 'b'))
      },
    ],
    [
      'is gone',
      () => {
        renameSync(join(folder, 'b'), join(folder, 'elsewhere'))
      },
    ],
  ]

  it.each(changes)('gets no signature where it %s, and the others get theirs', async (_, change) => {
    const report = await signWhile(change)
    expect(outcomes(report)).toEqual(['signed', 'HC_INPUT_CHANGED', 'signed'])
    expect(existsSync(join(folder, 'out/b.p7s'))).toBe(false)
    expect(report.error?.code).toBe('HC_BATCH_INCOMPLETE')
  })

  it('gets its signature where only its times changed: the content is the one that was hashed', async () => {
    const report = await signWhile(() => {
      utimesSync(join(folder, 'b'), 1, 1)
      linkSync(join(folder, 'c'), join(folder, 'backup'))
    })
    expect(outcomes(report)).toEqual(['signed', 'signed', 'signed'])
  })

  it('never goes into an attached signature with another content than the hashed one', async () => {
    const report = await signWhile(() => {
      appendFileSync(join(folder, 'b'), '!')
    }, true)
    expect(outcomes(report)).toEqual(['signed', 'HC_INPUT_CHANGED', 'signed'])
    expect(existsSync(join(folder, 'out/b.p7m'))).toBe(false)
  })
})
