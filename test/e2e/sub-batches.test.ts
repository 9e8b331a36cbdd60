import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signaturesMade } from '../support/card-counts.js'
import { CardSlot, makeCard, workplaceFor } from '../support/card-in-process.js'
import { atTerminal } from '../support/at-terminal.js'
import { createCard, Desk, type Secrets, type SimulatedCard } from '../support/cli.js'
import { LetterBatch, statesOf } from '../support/letter-batch.js'
import { MemoryDocuments } from '../support/memory-documents.js'
import { MemoryJournals } from '../support/memory-journals.js'
import { pinsAreTyped } from '../support/room-of-tests.js'
import { plainRequest, quietObserver } from '../support/plain-batch.js'
import { ScriptedPins } from '../support/scripted-pins.js'
import { resumeBatch } from '../../src/operations/resume-batch.js'
import { signBatch } from '../../src/operations/sign-batch.js'
import type { PinEntry } from '../../src/operations/batch-report.js'

const LETTERS = 8
const home = new Desk()
let card: SimulatedCard
let batch: LetterBatch

beforeAll(async () => {
  card = await createCard(home, 'card', 'hba', '--state', 'active', '--limit', '3')
  return () => {
    home[Symbol.dispose]()
  }
})

beforeEach(() => {
  batch = new LetterBatch(card, LETTERS)
})

afterEach(() => {
  batch[Symbol.dispose]()
})

const right = (): string => card.secret('PIN.QES')
const wrong = (shift = 1): string => right().replace(/\d/g, (digit) => String((Number(digit) + shift) % 10))
const pins = (...digits: readonly string[]): Secrets => ({ 'PIN.QES': digits })
const firstThree = (): string[] => batch.allOutputs.slice(0, 3)
const threeOfEight = ['signed', 'signed', 'signed', 'pending', 'pending', 'pending', 'pending', 'pending']

/** The first entry's three outputs stand and are valid, and the card has made no other signature. */
async function expectFirstThree(): Promise<void> {
  expect(batch.outputs()).toEqual(firstThree())
  expect(await batch.verify()).toBe(0)
  expect(await batch.made()).toBe(3)
  expect(await batch.listed()).toMatchObject([{ state: 'incomplete', total: LETTERS, done: 3, madeAndLost: 0 }])
}

/** Resume asks twice, for the five that are left. */
async function expectResumed(...words: readonly string[]): Promise<void> {
  const call = await batch.run([...batch.resumeWords, ...words], pins(right(), right()))
  expect(call).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: LETTERS, pinEntries: 2 } } })
  expect(call.stderr).toMatch(
    /5 of 8 documents\nPIN entry 1 of 2, for 3 documents\n[^]*2 of 8 documents\nPIN entry 2 of 2, for 2 documents\n/,
  )
  expect(batch.sent()).toEqual({ verify: 2, signatures: 5 })
  expect(batch.outputs()).toEqual(batch.allOutputs)
  expect(await batch.verify()).toBe(0)
  expect(await batch.made()).toBe(LETTERS)
}

describe('a batch of 8 with a card that allows 3 signatures per entry', () => {
  it('says before the first PIN that there are three entries, and at each how many documents are left', async () => {
    const planned = await batch.desk.ehba([...batch.signWords, '--dry-run'])
    expect(planned.stdout).toContain('3: the card allows 3 signatures per entry, so you are asked 3 times')
    const call = await batch.run([...batch.signWords, '--lang', 'de'], batch.pins(3))
    expect(call).toMatchObject({ exit: 0, json: { batch: { signed: LETTERS, pinEntries: 3 } } })
    expect(call.stderr).toContain('3: Die Karte erlaubt 3 Signaturen je Eingabe, Sie werden also 3-mal gefragt')
    const told = call.stderr.split('\n').filter((line) => /^(?:Noch|PIN-Eingabe )/.test(line))
    expect(told).toEqual([
      'Noch zu signieren: 8 von 8 Dokumenten',
      'PIN-Eingabe 1 von 3, für 3 Dokumente',
      'Noch zu signieren: 5 von 8 Dokumenten',
      'PIN-Eingabe 2 von 3, für 3 Dokumente',
      'Noch zu signieren: 2 von 8 Dokumenten',
      'PIN-Eingabe 3 von 3, für 2 Dokumente',
    ])
    expect(batch.sent()).toEqual({ verify: 3, signatures: LETTERS })
  })

  it('loses nothing of the first entry by a wrong PIN in the second, and never sends that value of the file again', async () => {
    const file = batch.desk.secretsFile(pins(right(), wrong(), right()))
    const call = await batch.run([...batch.signWords, '--secrets-file', file])
    expect(call).toMatchObject({ exit: 40, json: { error: { code: 'HC_BATCH_INCOMPLETE', exit: 40, triesLeft: 2 } } })
    expect(call.json.error).toMatchObject({ reason: 'HC_PIN_WRONG' })
    expect(statesOf(call)).toEqual(threeOfEight)
    expect(batch.sent()).toEqual({ verify: 2, signatures: 3 })
    await expectFirstThree()

    const again = await batch.run([...batch.resumeWords, '--secrets-file', file])
    expect(again.exit).toBe(40)
    expect(again.json.error).toMatchObject({ reason: 'HC_PIN_ALREADY_REFUSED' })
    expect(batch.sent()).toEqual({ verify: 0, signatures: 0 })
    await expectFirstThree()
    expect(await batch.triesLeft()).toBe(2)
    await expectResumed()
  })

  it('refuses the last try in the middle without a word for it, and goes on with --allow-last-try', async () => {
    await batch.run(batch.signWords, pins(right(), wrong(), right()))
    const second = await batch.run(batch.resumeWords, pins(wrong(2), right()))
    expect(second).toMatchObject({ exit: 40, json: { error: { code: 'HC_BATCH_INCOMPLETE', triesLeft: 1 } } })
    const refused = await batch.run(batch.resumeWords, pins(right(), right()))
    expect(refused).toMatchObject({ exit: 24, json: { error: { code: 'HC_PIN_LAST_TRY', triesLeft: 1 } } })
    expect(statesOf(refused)).toEqual(threeOfEight)
    expect(batch.sent()).toEqual({ verify: 0, signatures: 0 })
    await expectFirstThree()
    await expectResumed('--allow-last-try')
  })

  it('keeps everything where the PIN is blocked in the middle; after the PUK, resume signs the rest', async () => {
    await batch.run(batch.signWords, pins(right(), wrong(), right()))
    await batch.run(batch.resumeWords, pins(wrong(2), right()))
    const last = await batch.run([...batch.resumeWords, '--allow-last-try'], pins(wrong(3), right()))
    expect(last).toMatchObject({ exit: 40, json: { error: { code: 'HC_BATCH_INCOMPLETE', triesLeft: 0 } } })
    expect(last.json.error).toMatchObject({ reason: 'HC_PIN_BLOCKED' })
    const blocked = await batch.run(batch.resumeWords, pins(right(), right()))
    expect(blocked).toMatchObject({ exit: 21, json: { error: { code: 'HC_PIN_BLOCKED' } } })
    expect(statesOf(blocked)).toEqual(threeOfEight)
    await expectFirstThree()
    const unblock = ['pin', 'unblock', 'qes', ...batch.card.reader]
    const puk = { 'PIN.QES.puk': card.secret('PIN.QES.puk') }
    expect((await batch.desk.ehba(unblock, { secrets: puk })).exit).toBe(0)
    await expectResumed()
  })

  it.skipIf(pinsAreTyped())(
    'asks nobody and signs nothing where the stream has the PIN for the first entry alone',
    async () => {
      const call = await batch.run(batch.signWords, pins(right()))
      expect(call).toMatchObject({ exit: 23, json: { error: { code: 'HC_PIN_MISSING' } } })
      expect(batch.sent()).toEqual({ verify: 0, signatures: 0 })
      expect([batch.outputs(), batch.journals()]).toEqual([[], []])
      await batch.run(batch.signWords, pins(right(), wrong(), right()))
      const resumed = await batch.run(batch.resumeWords, pins(right()))
      expect(resumed).toMatchObject({ exit: 23, json: { error: { code: 'HC_PIN_MISSING' } } })
      await expectFirstThree()
    },
  )

  it('keeps the first entry where the person cancels at the second prompt', async () => {
    const enter = (digits: string): string => `${digits}\r`
    const cancelled = await atTerminal(batch.desk, batch.signWords, [
      ['tries left: 3', enter(right())],
      ['tries left: 3', '\x03'],
    ])
    expect(cancelled.exit).toBe(40)
    expect(cancelled.screen).toContain('HC_PIN_CANCELLED')
    expect(cancelled.screen).toContain('PIN entry 2 of 3, for 3 documents')
    expect(cancelled.screen).toContain('Still to be signed: 5 of 8 documents')
    await expectFirstThree()
    await expectResumed()
  })
})

describe('a security status that is lost inside a sub-batch', () => {
  it('is asked for again with what is left, and no signature is made twice', async () => {
    const inProcess = await makeCard({ kind: 'hba', state: 'active', limit: 3, seed: 7 })
    const slot = new CardSlot(inProcess.image)
    const pin = inProcess.secrets['PIN.QES'] ?? ''
    const letters = Object.fromEntries(batch.names.map((name) => [name, `Befund ${name}`]))
    const [store, journals] = [new MemoryDocuments(letters), new MemoryJournals()]
    const entries: PinEntry[] = []
    const observer = { ...quietObserver, pinEntry: (entry: PinEntry) => void entries.push(entry) }
    let dropped = false
    slot.beforeCommand = () => {
      // Another program selects the card's root when two letters are signed: the card forgets the PIN of DF.QES.
      if (!dropped && slot.count('002a9e9a') === 3) {
        dropped = true
        slot.inject('00a4040c')
        slot.inject('00a4040c06d27600006601')
        slot.inject('002241b606840186800100')
      }
    }
    const request = { ...plainRequest, inputs: batch.names }
    const workplace = workplaceFor(slot, new ScriptedPins({ 'PIN.QES': [pin, pin, pin] }))
    const report = await signBatch(workplace, { store, journals, observer }, request)
    expect(dropped).toBe(true)
    expect(entries.map(({ documents, left }) => [documents, left])).toEqual([
      [3, 8],
      [3, 6],
      [3, 3],
    ])
    expect(report.batch).toMatchObject({ state: 'done', signed: LETTERS, pinEntries: 3, madeAndLost: 0 })
    const made = signaturesMade(slot.counters)
    expect(made).toBe(LETTERS)
    await expect(resumeBatch(workplace, { store, journals, observer }, report.batch.id)).resolves.toMatchObject({
      batch: { state: 'done' },
    })
    expect(slot.count('00200081')).toBe(3)
  })
})
