import { inspect } from 'node:util'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HealthCardError } from '../../../src/errors/health-card-error.js'
import { activateCard } from '../../../src/operations/activate-card.js'
import { pinStatus, provePin, replacePin, unblockCardPin } from '../../../src/operations/pins.js'
import { RefusedSecrets } from '../../../src/pin/refused-secrets.js'
import { CardSlot, makeCard, workplaceFor, type TestCard } from '../../support/card-in-process.js'
import { ScriptedPins } from '../../support/scripted-pins.js'
import { VolatileMemory } from '../../support/volatile-memory.js'

let newCard: TestCard
let activeCard: TestCard
let slot: CardSlot
let memory: VolatileMemory

beforeAll(async () => {
  newCard = await makeCard({ kind: 'hba', seed: 1 })
  activeCard = await makeCard({ kind: 'hba', state: 'active', seed: 2 })
})

beforeEach(() => {
  memory = new VolatileMemory()
})

type Lines = Readonly<Record<string, readonly string[]>>
interface Word {
  allowLastTry?: boolean
  refused?: RefusedSecrets
  patience?: number
}

/** One run of the program: its own secrets, the same card and memory. */
function run(lines: Lines, { patience = 0, ...word }: Word = {}): ReturnType<typeof workplaceFor> {
  return workplaceFor(slot, new ScriptedPins(lines, patience), { memory, ...word })
}

/** A secret from the letter of a card. */
function letter(card: TestCard, name: string): string {
  const digits = card.secrets[name]
  if (digits === undefined) throw new Error(`the letter has no ${name}`)
  return digits
}

const activePin = (): string => letter(activeCard, 'PIN.QES')
const activePuk = (): string => letter(activeCard, 'PIN.QES.puk')

function activation(): Record<string, string[]> {
  return {
    'PIN.CH.transport': [letter(newCard, 'PIN.CH.transport')],
    'PIN.CH.new': ['24681357'],
    'PIN.QES.transport': [letter(newCard, 'PIN.QES.transport')],
    'PIN.QES.new': ['13572468'],
  }
}

async function states(): Promise<Record<string, string>> {
  const { pins } = await pinStatus(run({}))
  return Object.fromEntries(pins.map(({ pin, status, triesLeft }) => [pin, `${status} ${triesLeft}`]))
}

describe('verifying', () => {
  beforeEach(() => {
    slot = new CardSlot(activeCard.image)
  })

  it('counts down to the last try, keeps it, and spends it on an explicit word alone', async () => {
    const wrong = (digits: string, word?: Word): Promise<unknown> =>
      provePin(run({ 'PIN.QES': [digits] }, word), 'PIN.QES')
    await expect(wrong('00000001')).rejects.toMatchObject({ code: 'HC_PIN_WRONG', data: { triesLeft: 2 } })
    await expect(wrong('00000002')).rejects.toMatchObject({ code: 'HC_PIN_WRONG', data: { triesLeft: 1 } })
    await expect(wrong('00000003')).rejects.toMatchObject({ code: 'HC_PIN_LAST_TRY', data: { triesLeft: 1 } })
    await expect(wrong('00000003', { allowLastTry: true })).rejects.toMatchObject({ code: 'HC_PIN_BLOCKED' })
    await expect(wrong(activePin())).rejects.toMatchObject({ code: 'HC_PIN_BLOCKED', data: { triesLeft: 0 } })
    expect(await states()).toMatchObject({ 'PIN.QES': 'blocked 0', 'PIN.CH': 'notVerified 3' })
    expect(slot.count('00200081')).toBe(3)
  })

  it('resets the counter with the right PIN, and leaves nothing unlocked', async () => {
    await expect(provePin(run({ 'PIN.QES': ['00000001'] }), 'PIN.QES')).rejects.toThrow()
    await expect(provePin(run({ 'PIN.QES': [activePin()] }), 'qes')).resolves.toMatchObject({ pin: 'PIN.QES' })
    expect(await states()).toMatchObject({ 'PIN.QES': 'notVerified 3' })
  })

  it('never sends a value again that the card has refused in this process', async () => {
    const refused = new RefusedSecrets()
    const again = (): Promise<unknown> => provePin(run({ 'PIN.QES': ['00000001'] }, { refused }), 'PIN.QES')
    await expect(again()).rejects.toMatchObject({ code: 'HC_PIN_WRONG' })
    await expect(again()).rejects.toMatchObject({ code: 'HC_PIN_ALREADY_REFUSED' })
    expect(await states()).toMatchObject({ 'PIN.QES': 'notVerified 2' })
  })

  it('lets a patient person try again, but stops before the last try', async () => {
    const workplace = run({ 'PIN.QES': ['00000001', '00000002', activePin()] }, { patience: 9 })
    await expect(provePin(workplace, 'PIN.QES')).rejects.toMatchObject({ code: 'HC_PIN_WRONG', data: { triesLeft: 1 } })
    expect(slot.count('00200081')).toBe(2)
  })

  it('does not send the PIN when the work beside the typing fails', async () => {
    const { verifyPin } = await import('../../../src/pin/verify-pin.js')
    const { HealthCard } = await import('../../../src/operations/health-card.js')
    await using card = await HealthCard.open(await slot.connect())
    const failing = Promise.reject(new HealthCardError('HC_INPUT_UNUSABLE', 'unreadable'))
    failing.catch(() => undefined)
    const { pins, refused } = run({ 'PIN.QES': [activePin()] })
    const desk = { source: pins, memory, refused, allowLastTry: false }
    await expect(verifyPin(card.pins, 'PIN.QES', desk, failing)).rejects.toMatchObject({ code: 'HC_INPUT_UNUSABLE' })
    expect(slot.count('00200081')).toBe(0)
  })

  it.each(['123456', '1234-5678', 'qes=12345678', 'PIN.QES:12345678', '１２３４５６'])(
    'does not repeat %s, which is no name of a PIN but may be one',
    async (name) => {
      const error: unknown = await provePin(run({}), name).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'HC_PIN_UNKNOWN', data: { known: ['PIN.CH', 'PIN.QES'] } })
      expect(inspect(error)).not.toContain(name)
    },
  )

  it('asks for a name where the card has several PINs, and names them', async () => {
    await expect(provePin(run({}), undefined)).rejects.toMatchObject({ code: 'HC_USAGE_INVALID' })
    await expect(provePin(run({}), 'PIN.XYZ')).rejects.toMatchObject({
      code: 'HC_PIN_UNKNOWN',
      data: { known: ['PIN.CH', 'PIN.QES'] },
    })
  })
})

describe('changing', () => {
  beforeEach(() => {
    slot = new CardSlot(activeCard.image)
  })

  it('replaces a PIN: the new one is right, the old one wrong', async () => {
    await replacePin(run({ 'PIN.QES': [activePin()], 'PIN.QES.new': ['135792'] }), 'PIN.QES')
    await provePin(run({ 'PIN.QES': ['135792'] }), 'PIN.QES')
    await expect(provePin(run({ 'PIN.QES': [activePin()] }), 'PIN.QES')).rejects.toMatchObject({ code: 'HC_PIN_WRONG' })
  })

  it.each(['12345', '123456789', '12a456'])('refuses the new PIN %s before any command', async (digits) => {
    const change = replacePin(run({ 'PIN.QES': [activePin()], 'PIN.QES.new': [digits] }), 'PIN.QES')
    await expect(change).rejects.toMatchObject({ code: 'HC_PIN_FORMAT' })
    expect(slot.count('0024')).toBe(0)
  })

  it('remembers that a change lost its answer, and forgets it with the next right PIN', async () => {
    slot.beforeCommand = () => {
      if (slot.count('0024') > 0) throw new HealthCardError('HC_CARD_REMOVED', 'pulled')
    }
    await expect(
      replacePin(run({ 'PIN.QES': [activePin()], 'PIN.QES.new': ['135792'] }), 'PIN.QES'),
    ).rejects.toMatchObject({
      code: 'HC_CARD_REMOVED',
      data: { changeInterrupted: true, pin: 'PIN.QES' },
    })
    slot.beforeCommand = undefined
    const { pins } = await pinStatus(run({}))
    expect(pins.find(({ pin }) => pin === 'PIN.QES')?.changeInterrupted).toBe(true)
    await provePin(run({ 'PIN.QES': [activePin()] }), 'PIN.QES')
    expect((await pinStatus(run({}))).pins.every(({ changeInterrupted }) => !changeInterrupted)).toBe(true)
  })
})

describe('activating', () => {
  beforeEach(() => {
    slot = new CardSlot(newCard.image)
  })

  it('gives both PINs their values in the order of the letter', async () => {
    expect(await states()).toEqual({ 'PIN.CH': 'transportPin null', 'PIN.QES': 'transportPin null' })
    const report = await activateCard(run(activation()), () => undefined)
    expect(report.pins).toEqual([
      { pin: 'PIN.CH', outcome: 'activated' },
      { pin: 'PIN.QES', outcome: 'activated' },
    ])
    await provePin(run({ 'PIN.QES': ['13572468'] }), 'PIN.QES')
    await provePin(run({ 'PIN.CH': ['24681357'] }), 'PIN.CH')
    const again = await activateCard(run({}), () => undefined)
    expect(again.pins.map(({ outcome }) => outcome)).toEqual(['alreadyActive', 'alreadyActive'])
  })

  it('refuses VERIFY and change in transport state', async () => {
    await expect(provePin(run({ 'PIN.QES': ['13572468'] }), 'PIN.QES')).rejects.toMatchObject({
      code: 'HC_PIN_TRANSPORT_STATE',
    })
    await expect(replacePin(run({}), 'PIN.QES')).rejects.toMatchObject({ code: 'HC_PIN_TRANSPORT_STATE' })
  })

  it('asks the card for nothing where the stream lacks a value', async () => {
    const lines = { ...activation(), 'PIN.QES.new': [] }
    await expect(activateCard(run(lines), () => undefined)).rejects.toMatchObject({
      code: 'HC_PIN_MISSING',
      data: { secret: 'PIN.QES.new' },
    })
    expect(slot.count('0024')).toBe(0)
  })

  it('continues where a wrong Transport-PIN stopped it, and knows the hidden counter', async () => {
    const lines = { ...activation(), 'PIN.QES.transport': ['00000'] }
    const steps: string[] = []
    await expect(activateCard(run(lines), ({ pin }) => steps.push(pin))).rejects.toMatchObject({
      code: 'HC_PIN_WRONG',
      data: { pin: 'PIN.QES', triesLeft: 2 },
    })
    expect(steps).toEqual(['PIN.CH'])
    expect(await states()).toMatchObject({ 'PIN.CH': 'notVerified 3', 'PIN.QES': 'transportPin 2' })
    const report = await activateCard(run(activation()), () => undefined)
    expect(report.pins.map(({ outcome }) => outcome)).toEqual(['alreadyActive', 'activated'])
  })

  it('does not spend the last Transport-PIN try that it remembers, without a word', async () => {
    const wrong = (digits: string): Promise<unknown> =>
      activateCard(run({ ...activation(), 'PIN.QES.transport': [digits] }), () => undefined)
    await expect(wrong('00000')).rejects.toMatchObject({ code: 'HC_PIN_WRONG' })
    await expect(wrong('00001')).rejects.toMatchObject({ code: 'HC_PIN_WRONG' })
    await expect(wrong('00002')).rejects.toMatchObject({ code: 'HC_PIN_LAST_TRY' })
    const forced = activateCard(run(activation(), { allowLastTry: true }), () => undefined)
    await expect(forced).resolves.toBeDefined()
  })

  it('lets the person choose the old value after a power loss inside CHANGE REFERENCE DATA', async () => {
    slot.beforeCommand = () => {
      if (slot.count('00240081') > 0) throw new HealthCardError('HC_CARD_REMOVED', 'pulled')
    }
    await expect(activateCard(run(activation()), () => undefined)).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
    slot.beforeCommand = undefined
    const pins = new ScriptedPins({ ...activation(), 'PIN.QES.transport': ['13572468'] })
    await expect(activateCard(workplaceFor(slot, pins, { memory }), () => undefined)).rejects.toMatchObject({
      code: 'HC_PIN_WRONG',
      data: { changeInterrupted: true },
    })
    expect(pins.requests[0]).toMatchObject({ changeInterrupted: true, maxDigits: 8 })
    await activateCard(run(activation()), () => undefined)
    expect(await states()).toMatchObject({ 'PIN.QES': 'notVerified 3' })
  })
})

describe('unblocking', () => {
  const block = async (pin: string): Promise<void> => {
    for (const digits of ['00000001', '00000002', '00000003']) {
      await provePin(run({ [pin]: [digits] }, { allowLastTry: true }), pin).catch(() => undefined)
    }
  }

  beforeEach(() => {
    slot = new CardSlot(activeCard.image)
  })

  it('gives PIN.QES its tries back, and the PIN stays the same', async () => {
    await block('PIN.QES')
    const report = await unblockCardPin(run({ 'PIN.QES.puk': [activePuk()] }), 'PIN.QES', false)
    expect(report.outcome).toBe('unblocked')
    await provePin(run({ 'PIN.QES': [activePin()] }), 'PIN.QES')
  })

  it('refuses to set a new PIN.QES by PUK before any PUK use is spent', async () => {
    const lines = { 'PIN.QES.puk': [activePuk()], 'PIN.QES.new': ['135792'] }
    for (const flag of [false, true]) {
      await expect(unblockCardPin(run(lines), 'PIN.QES', flag)).rejects.toMatchObject({
        code: 'HC_PIN_NOT_SETTABLE_BY_PUK',
      })
    }
    expect(slot.count('002c')).toBe(0)
  })

  it('sets a new PIN.CH by PUK where one is given', async () => {
    await block('PIN.CH')
    const lines = { 'PIN.CH.puk': [letter(activeCard, 'PIN.CH.puk')], 'PIN.CH.new': ['135792'] }
    expect((await unblockCardPin(run(lines), 'PIN.CH', false)).outcome).toBe('unblockedWithNewPin')
    await provePin(run({ 'PIN.CH': ['135792'] }), 'PIN.CH')
  })

  it('counts PUK uses, and keeps the last one for an explicit word', async () => {
    const wrong = (n: number, word?: Word): Promise<unknown> =>
      unblockCardPin(run({ 'PIN.QES.puk': [`0000000${n}`] }, word), 'PIN.QES', false)
    for (let use = 9; use >= 1; use--) {
      await expect(wrong(use)).rejects.toMatchObject({ code: 'HC_PUK_WRONG', data: { triesLeft: use } })
    }
    await expect(wrong(0)).rejects.toMatchObject({ code: 'HC_PIN_LAST_TRY' })
    await expect(wrong(0, { allowLastTry: true })).rejects.toMatchObject({ code: 'HC_PUK_USED_UP' })
    await expect(unblockCardPin(run({ 'PIN.QES.puk': [activePuk()] }), 'PIN.QES', false)).rejects.toMatchObject({
      code: 'HC_PUK_USED_UP',
    })
  })

  it('rescues a lost Transport-PIN of PIN.CH, and not that of PIN.QES', async () => {
    slot = new CardSlot(newCard.image)
    const puk = (pin: string): string => letter(newCard, `${pin}.puk`)
    const rescue = { 'PIN.CH.puk': [puk('PIN.CH')], 'PIN.CH.new': ['135792'] }
    expect((await unblockCardPin(run(rescue), 'PIN.CH', true)).outcome).toBe('unblockedWithNewPin')
    await provePin(run({ 'PIN.CH': ['135792'] }), 'PIN.CH')
    const qes = await unblockCardPin(run({ 'PIN.QES.puk': [puk('PIN.QES')] }), 'PIN.QES', false)
    expect(qes.outcome).toBe('transportPinStillNeeded')
    expect(await states()).toMatchObject({ 'PIN.QES': 'transportPin null' })
  })
})
