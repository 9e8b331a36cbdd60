import { beforeAll, describe, expect, it } from 'vitest'
import type { SecretBytes } from '../../../src/bytes/secret-bytes.js'
import { HealthCardError } from '../../../src/errors/health-card-error.js'
import type { SecretRequest } from '../../../src/pin/pin-source.js'
import { flipBit } from '../../support/flip-bit.js'
import type { BatchPlan, BatchReport, SignRequest } from '../../../src/operations/batch-report.js'
import { signBatch } from '../../../src/operations/sign-batch.js'
import { verifyFiles } from '../../../src/operations/verify-files.js'
import { CardSlot, makeCard, workplaceFor, type TestCard } from '../../support/card-in-process.js'
import { MemoryDocuments } from '../../support/memory-documents.js'
import { MemoryJournals } from '../../support/memory-journals.js'
import { plainRequest, quietObserver } from '../../support/plain-batch.js'
import { ScriptedPins } from '../../support/scripted-pins.js'

let card: TestCard
const pin = (): string => card.secrets['PIN.QES'] ?? ''

function letters(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`letter-${i}.txt`, `Dear patient ${i}`]))
}

beforeAll(async () => {
  card = await makeCard({ kind: 'hba', state: 'active', limit: 5, seed: 7 })
})

describe('signBatch', () => {
  it('signs a batch with one VERIFY, and each signature verifies against the root', async () => {
    const slot = new CardSlot(card.image)
    const store = new MemoryDocuments({ ...letters(5), 'trust.pem': card.trust })
    const plans: BatchPlan[] = []
    const observer = { ...quietObserver, planned: (plan: BatchPlan) => void plans.push(plan) }
    const inputs = Object.keys(letters(5))
    const report = await signBatch(
      workplaceFor(slot, new ScriptedPins({ 'PIN.QES': [pin()] })),
      { store, journals: new MemoryJournals(), observer },
      { ...plainRequest, inputs },
    )
    expect(report.error).toBeUndefined()
    expect(report.batch).toMatchObject({ state: 'done', signed: 5, pinEntries: 1 })
    expect(plans[0]).toMatchObject({ pinEntries: 1, signaturesPerEntry: 5, key: 'PrK.HP.QES.E256', triesLeft: 3 })
    expect(slot.count('00200081')).toBe(1)
    expect(slot.count('002a9e9a')).toBe(5)
    const files = inputs.map((input) => `out/${input}.p7s`)
    for (const input of inputs) store.files.set(`out/${input}`, store.files.get(input) ?? new Uint8Array())
    const verdict = await verifyFiles(store, () => new Date(), { files, trust: ['trust.pem'], chain: [] })
    expect(verdict.files.map((file) => file.verdict)).toEqual(Array(5).fill('valid'))
  })

  it('asks again after as many signatures as EF.SSEC allows', async () => {
    const slot = new CardSlot(card.image)
    const store = new MemoryDocuments(letters(11))
    const pins = new ScriptedPins({ 'PIN.QES': [pin(), pin(), pin()] })
    const report = await signBatch(
      workplaceFor(slot, pins),
      { store, journals: new MemoryJournals(), observer: quietObserver },
      { ...plainRequest, inputs: Object.keys(letters(11)) },
    )
    expect(report.batch).toMatchObject({ state: 'done', signed: 11, pinEntries: 3 })
    expect(report.plan?.pinEntries).toBe(3)
  })

  it('shows the plan and needs no PIN in a dry run', async () => {
    const slot = new CardSlot(card.image)
    const pins = new ScriptedPins({})
    const report = await sign(slot, pins, new MemoryDocuments(letters(2)), { dryRun: true })
    expect(report.batch).toMatchObject({ state: 'planned', signed: 0, pinEntries: 0 })
    expect(pins.requests).toHaveLength(0)
    expect(slot.count('00200081')).toBe(0)
  })

  it('refuses before the first PIN where a stream has fewer PINs than sub-batches', async () => {
    const slot = new CardSlot(card.image)
    await expect(
      sign(slot, new ScriptedPins({ 'PIN.QES': [pin()] }), new MemoryDocuments(letters(6))),
    ).rejects.toMatchObject({ code: 'HC_PIN_MISSING', data: { needed: 2, available: 1 } })
    const nobody = sign(slot, new ScriptedPins({}), new MemoryDocuments(letters(1)))
    await expect(nobody).rejects.toMatchObject({ code: 'HC_PIN_MISSING', data: { secret: 'PIN.QES' } })
    expect(slot.count('00200081')).toBe(0)
  })

  it('keeps what is signed when the PIN of the second sub-batch is wrong', async () => {
    const slot = new CardSlot(card.image)
    const store = new MemoryDocuments(letters(7))
    const report = await sign(slot, new ScriptedPins({ 'PIN.QES': [pin(), '00000000'] }), store)
    expect(report.error).toMatchObject({ code: 'HC_BATCH_INCOMPLETE', data: { reason: 'HC_PIN_WRONG', triesLeft: 2 } })
    expect(report.documents.map(({ state }) => state)).toEqual([...signed(5), 'pending', 'pending'])
    expect([...store.files.keys()].filter((name) => name.endsWith('.p7s'))).toHaveLength(5)
  })

  it('reports a document that changed after it was hashed and signs the others', async () => {
    const slot = new CardSlot(card.image)
    const store = new MemoryDocuments(letters(3))
    store.touched.add('letter-1.txt')
    const observer = {
      ...quietObserver,
      pinEntry: () => {
        // The person edits the letter while the PIN is typed: hashing has read the old text.
        setTimeout(() => store.files.set('letter-1.txt', Buffer.from('another text')), 0)
      },
    }
    const pins = new SlowPins({ 'PIN.QES': [pin()] })
    const report = await signBatch(
      workplaceFor(slot, pins),
      { store, journals: new MemoryJournals(), observer },
      { ...plainRequest, inputs: Object.keys(letters(3)) },
    )
    expect(report.error).toMatchObject({ code: 'HC_BATCH_INCOMPLETE' })
    expect(report.documents.map(({ state, code }) => code ?? state)).toEqual(['signed', 'HC_INPUT_CHANGED', 'signed'])
    expect(store.files.has('out/letter-1.txt.p7s')).toBe(false)
  })

  it('stops at the first output that cannot be written', async () => {
    const slot = new CardSlot(card.image)
    const store = new MemoryDocuments(letters(4))
    store.failingOutput = 'out/letter-1.txt.p7s'
    const report = await sign(slot, new ScriptedPins({ 'PIN.QES': [pin()] }), store)
    expect(report.error).toMatchObject({ code: 'HC_OUTPUT_UNUSABLE' })
    expect(report.batch.signed).toBe(1)
  })

  it('stops after the document in hand when it is told to', async () => {
    const slot = new CardSlot(card.image)
    const stop = new AbortController()
    slot.beforeCommand = () => {
      if (slot.count('002a9e9a') === 2) stop.abort()
    }
    const report = await signBatch(
      workplaceFor(slot, new ScriptedPins({ 'PIN.QES': [pin()] })),
      {
        store: new MemoryDocuments(letters(4)),
        journals: new MemoryJournals(),
        observer: quietObserver,
        signal: stop.signal,
      },
      { ...plainRequest, inputs: Object.keys(letters(4)) },
    )
    expect(report.error?.code).toBe('HC_STOPPED')
    expect(report.documents.map(({ state }) => state)).toEqual([...signed(2), 'pending', 'pending'])
  })

  it('stops at the first signature that does not fit the certificate, and writes nothing of it', async () => {
    const slot = new CardSlot(card.image)
    slot.changeAnswer = (command, response) =>
      command.startsWith('002a9e9a') && slot.count('002a9e9a') === 2 ? flipBit(response, 10) : response
    const store = new MemoryDocuments(letters(4))
    const report = await sign(slot, new ScriptedPins({ 'PIN.QES': [pin()] }), store)
    expect(report.error).toMatchObject({ data: { reason: 'HC_SIGNATURE_INVALID' } })
    expect(store.files.has('out/letter-1.txt.p7s')).toBe(false)
    expect(report.batch.signed).toBe(1)
  })

  it('refuses a card that gives one signature for two documents', async () => {
    const slot = new CardSlot(card.image)
    const first: Uint8Array[] = []
    slot.changeAnswer = (command, response) => {
      if (!command.startsWith('002a9e9a')) return response
      first.push(response)
      return first[0] ?? response
    }
    const store = new MemoryDocuments({ a: 'same', b: 'other' })
    const report = await sign(slot, new ScriptedPins({ 'PIN.QES': [pin()] }), store)
    expect(report.error).toMatchObject({ data: { reason: 'HC_SIGNATURE_INVALID' } })
  })

  it('asks GET PIN STATUS at 6982 inside a batch and asks for the PIN again where the status is lost', async () => {
    const slot = new CardSlot(card.image)
    let dropped = false
    slot.changeAnswer = (command, response) => {
      if (!command.startsWith('002a9e9a') || slot.count('002a9e9a') !== 3 || dropped) return response
      dropped = true
      slot.inject('00a4040c')
      slot.inject('00a4040c06d27600006601')
      slot.inject('002241b606840186800100')
      return Uint8Array.of(0x69, 0x82)
    }
    const report = await sign(slot, new ScriptedPins({ 'PIN.QES': [pin(), pin()] }), new MemoryDocuments(letters(4)))
    expect(report.error).toBeUndefined()
    expect(report.batch).toMatchObject({ state: 'done', pinEntries: 2 })
  })

  it('stops where the card answers 6982 although the PIN is verified', async () => {
    const slot = new CardSlot(card.image)
    slot.changeAnswer = (command, response) =>
      command.startsWith('002a9e9a') && slot.count('002a9e9a') === 3 ? Uint8Array.of(0x69, 0x82) : response
    const report = await sign(slot, new ScriptedPins({ 'PIN.QES': [pin(), pin()] }), new MemoryDocuments(letters(4)))
    expect(report.error).toMatchObject({ data: { reason: 'HC_CARD_OPERATION_REFUSED' } })
    expect(report.batch.signed).toBe(2)
  })

  it('keeps the name of the error when the card is pulled', async () => {
    const slot = new CardSlot(card.image)
    slot.beforeCommand = () => {
      if (slot.count('002a9e9a') >= 3) throw new HealthCardError('HC_CARD_REMOVED', 'pulled')
    }
    const report = await sign(slot, new ScriptedPins({ 'PIN.QES': [pin()] }), new MemoryDocuments(letters(4)))
    expect(report.error?.code).toBe('HC_CARD_REMOVED')
    expect(report.documents.map(({ state }) => state)).toEqual([...signed(2), 'pending', 'pending'])
  })

  it.each([
    [{ key: 'PrK.HP.AUT.E256' }, 'HC_CARD_OPERATION_REFUSED'],
    [{ key: 'PrK.HP.ENC.E256' }, 'HC_CARD_OPERATION_REFUSED'],
    [{ key: 'PrK.HP.QES.R2048' }, 'HC_CARD_KEY_MISSING'],
    [{ key: 'osig' }, 'HC_CARD_KEY_MISSING'],
    [{ mechanism: 'pss' }, 'HC_CARD_OPERATION_REFUSED'],
  ] as const)('refuses %j before the PIN: %s', async (choice, code) => {
    const slot = new CardSlot(card.image)
    const pins = new ScriptedPins({ 'PIN.QES': [pin()] })
    await expect(sign(slot, pins, new MemoryDocuments(letters(1)), choice)).rejects.toMatchObject({ code })
    expect(pins.requests).toHaveLength(0)
  })

  it('refuses an expired certificate, and takes it on a test card that is said to be expired', async () => {
    const slot = new CardSlot(card.image)
    const later = { clock: () => new Date(Date.now() + 6 * 365 * 86_400_000) }
    const attempt = (allowExpired: boolean): Promise<BatchReport> =>
      signBatch(
        workplaceFor(slot, new ScriptedPins({ 'PIN.QES': [pin()] }), later),
        { store: new MemoryDocuments(letters(1)), journals: new MemoryJournals(), observer: quietObserver },
        { ...plainRequest, inputs: ['letter-0.txt'], allowExpired },
      )
    await expect(attempt(false)).rejects.toMatchObject({ code: 'HC_CERT_EXPIRED' })
    const report = await attempt(true)
    expect(report.batch.state).toBe('done')
    expect(report.plan?.certificate.expired).toBe(true)
  })
})

class SlowPins extends ScriptedPins {
  override async request(asked: SecretRequest): Promise<SecretBytes> {
    await new Promise((resolve) => setTimeout(resolve, 20))
    return super.request(asked)
  }
}

function sign(
  slot: CardSlot,
  pins: ScriptedPins,
  store: MemoryDocuments,
  changes: Partial<SignRequest> = {},
): Promise<BatchReport> {
  const inputs = [...store.files.keys()]
  return signBatch(
    workplaceFor(slot, pins),
    { store, journals: new MemoryJournals(), observer: quietObserver },
    { ...plainRequest, inputs, ...changes },
  )
}

function signed(count: number): string[] {
  return Array.from({ length: count }, () => 'signed')
}
