import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HealthCardError } from '../../../src/errors/health-card-error.js'
import { activateCard } from '../../../src/operations/activate-card.js'
import { pinStatus, provePin, replacePin, unblockCardPin } from '../../../src/operations/pins.js'
import { RefusedSecrets } from '../../../src/pin/refused-secrets.js'
import type { Workplace } from '../../../src/operations/workplace.js'
import { CardSlot, makeCard, workplaceFor, type TestCard } from '../../support/card-in-process.js'
import { ScriptedPins } from '../../support/scripted-pins.js'
import { VolatileMemory } from '../../support/volatile-memory.js'

const CHANGE = '0024'
const PUK = '002c'

let newCard: TestCard
let activeCard: TestCard
let slot: CardSlot
let memory: VolatileMemory

beforeAll(async () => {
  newCard = await makeCard({ kind: 'smcb', seed: 11 })
  activeCard = await makeCard({ kind: 'hba', state: 'active', seed: 12 })
})

beforeEach(() => {
  memory = new VolatileMemory()
})

function run(lines: Readonly<Record<string, readonly string[]>>, changes: Partial<Workplace> = {}): Workplace {
  return workplaceFor(slot, new ScriptedPins(lines), { memory, ...changes })
}

const activate = (transport: string, changes?: Partial<Workplace>): Promise<unknown> =>
  activateCard(run({ 'PIN.SMC.transport': [transport], 'PIN.SMC.new': ['24681357'] }, changes), () => undefined)

const unblock = (puk: string, changes?: Partial<Workplace>): Promise<unknown> =>
  unblockCardPin(run({ 'PIN.QES.puk': [puk] }, changes), 'PIN.QES', false)

const verify = (pin: string, changes?: Partial<Workplace>): Promise<unknown> =>
  provePin(run({ 'PIN.QES': [pin] }, changes), 'PIN.QES')

/** The card's own counters of a PIN. */
function tries(pin: string): { readonly triesLeft: number; readonly pukUses: number } {
  const found = Object.entries(slot.counters.passwords).find(([path]) => path.endsWith(pin))
  if (!found) throw new Error(`the card has no ${pin}`)
  return found[1]
}

/** The card works on the command and is gone before its answer arrives. */
function loseAnswerTo(command: string): void {
  slot.changeAnswer = (sent, answer) => {
    if (sent.startsWith(command)) throw new HealthCardError('HC_CARD_REMOVED', 'pulled')
    return answer
  }
}

describe('a try whose answer is lost', () => {
  it('counts as spent where only the memory knows the counter, so the last Transport-PIN try waits for a word', async () => {
    slot = new CardSlot(newCard.image)
    await expect(activate('00001')).rejects.toMatchObject({ code: 'HC_PIN_WRONG', data: { triesLeft: 2 } })
    loseAnswerTo(CHANGE)
    await expect(activate('00002')).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
    slot.changeAnswer = undefined
    expect(tries('PIN.SMC').triesLeft).toBe(1)
    await expect(activate('00003')).rejects.toMatchObject({ code: 'HC_PIN_LAST_TRY', data: { triesLeft: 1 } })
    expect(slot.count(CHANGE)).toBe(2)
    await activate(newCard.secrets['PIN.SMC.transport'] ?? '', { allowLastTry: true })
  })

  it('counts as spent for a PUK, whose uses no card tells', async () => {
    slot = new CardSlot(activeCard.image)
    for (let use = 9; use >= 2; use--) await expect(unblock(`0000000${use}`)).rejects.toThrow()
    loseAnswerTo(PUK)
    await expect(unblock('00000001')).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
    slot.changeAnswer = undefined
    expect(tries('PIN.QES').pukUses).toBe(1)
    await expect(unblock('00000010')).rejects.toMatchObject({ code: 'HC_PIN_LAST_TRY' })
    expect(slot.count(PUK)).toBe(9)
  })

  it.each(['6982', '6a88', '6581'])('does not count where the card refuses the command itself (%s)', async (word) => {
    slot = new CardSlot(activeCard.image)
    await expect(unblock('00000009')).rejects.toMatchObject({ data: { triesLeft: 9 } })
    slot.changeAnswer = (sent, answer) => (sent.startsWith(PUK) ? Buffer.from(word, 'hex') : answer)
    await expect(unblock('00000008')).rejects.toThrow()
    const iccsn = (await pinStatus(run({}))).card.iccsn
    expect(await memory.recall(iccsn, 'PIN.QES.puk')).toMatchObject({ triesLeft: 9 })
  })
})

describe('a memory that cannot be written', () => {
  class ReadOnlyMemory extends VolatileMemory {
    override remember(): Promise<void> {
      return Promise.reject(new HealthCardError('HC_OUTPUT_UNUSABLE', 'read-only'))
    }
  }

  it('keeps every attempt from a card whose counter it would have to remember', async () => {
    const blind = { memory: new ReadOnlyMemory() }
    slot = new CardSlot(activeCard.image)
    await expect(unblock('00000001', blind)).rejects.toMatchObject({ code: 'HC_OUTPUT_UNUSABLE' })
    expect(slot.count(PUK)).toBe(0)
    slot = new CardSlot(newCard.image)
    await expect(activate('00000', blind)).rejects.toMatchObject({ code: 'HC_OUTPUT_UNUSABLE' })
    expect(slot.count(CHANGE)).toBe(0)
  })
})

describe('a refused value', () => {
  it('stays refused in this process when the PUK gives the tries back and leaves the PIN as it is', async () => {
    slot = new CardSlot(activeCard.image)
    const refused = new RefusedSecrets()
    await expect(verify('00000001', { refused })).rejects.toMatchObject({ code: 'HC_PIN_WRONG' })
    await unblock(activeCard.secrets['PIN.QES.puk'] ?? '', { refused })
    await expect(verify('00000001', { refused })).rejects.toMatchObject({ code: 'HC_PIN_ALREADY_REFUSED' })
    const change = replacePin(run({ 'PIN.QES': ['00000001'], 'PIN.QES.new': ['135792'] }, { refused }), 'PIN.QES')
    await expect(change).rejects.toMatchObject({ code: 'HC_PIN_ALREADY_REFUSED' })
    expect(tries('PIN.QES').triesLeft).toBe(3)
  })
})

describe('an interrupted change', () => {
  it('is told until the right value is found, whatever wrong ones were tried before', async () => {
    slot = new CardSlot(activeCard.image)
    loseAnswerTo(CHANGE)
    const pin = activeCard.secrets['PIN.QES'] ?? ''
    const change = replacePin(run({ 'PIN.QES': [pin], 'PIN.QES.new': ['135792'] }), 'PIN.QES')
    await expect(change).rejects.toMatchObject({ data: { changeInterrupted: true } })
    slot.changeAnswer = undefined
    const interrupted = async (): Promise<boolean | undefined> =>
      (await pinStatus(run({}))).pins.find((state) => state.pin === 'PIN.QES')?.changeInterrupted
    for (const digits of ['00000001', '00000002', '00000003']) {
      await expect(verify(digits, { allowLastTry: true })).rejects.toThrow()
      expect(await interrupted()).toBe(true)
    }
    await unblock(activeCard.secrets['PIN.QES.puk'] ?? '')
    expect(await interrupted()).toBe(true)
    await verify('135792')
    expect(await interrupted()).toBe(false)
  })
})

describe('a PUK', () => {
  it('says that the Transport-PIN is still needed also where the card shows the block instead (COS 3.12)', async () => {
    const card = await makeCard({ kind: 'hba', seed: 13 })
    slot = new CardSlot(card.image)
    slot.changeAnswer = (sent, answer) =>
      sent === '80200081' && slot.count(PUK) === 0 ? Buffer.from('63c0', 'hex') : answer
    const report = await unblockCardPin(run({ 'PIN.QES.puk': [card.secrets['PIN.QES.puk'] ?? ''] }), 'PIN.QES', false)
    expect(report.outcome).toBe('transportPinStillNeeded')
  })
})
