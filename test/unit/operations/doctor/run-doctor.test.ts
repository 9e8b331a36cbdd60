import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HealthCardError } from '../../../../src/errors/health-card-error.js'
import type { Check } from '../../../../src/operations/doctor/check.js'
import type { DoctorDesk } from '../../../../src/operations/doctor/doctor-desk.js'
import { runDoctor } from '../../../../src/operations/doctor/run-doctor.js'
import { CardSlot, makeCard, type TestCard } from '../../../support/card-in-process.js'
import { VolatileMemory } from '../../../support/volatile-memory.js'

let card: TestCard
let slot: CardSlot

beforeAll(async () => {
  card = await makeCard({ kind: 'hba', state: 'active', seed: 3 })
})

beforeEach(() => {
  slot = new CardSlot(card.image)
})

function desk(changes: Partial<DoctorDesk> = {}): DoctorDesk {
  return {
    configurationProblem: undefined,
    installation: () => Promise.resolve({ nodeVersion: '22.0.0', builtAt: new Date('2026-01-01'), modules: [] }),
    stateFolder: () => Promise.resolve({ folder: '/state', state: 'ready', at: '/state', openToOthers: [] }),
    leftOverBatches: () => Promise.resolve([]),
    layer: () => Promise.resolve(slot),
    card: undefined,
    memory: () => Promise.resolve(new VolatileMemory()),
    clock: () => new Date(),
    ...changes,
  }
}

/** The results of one check as `verdict finding`. */
async function results(id: Check['id'], changes: Partial<DoctorDesk> = {}): Promise<string[]> {
  const { checks } = await runDoctor(desk(changes))
  return checks.filter((check) => check.id === id).map((check) => `${check.verdict} ${nameOf(check)}`)
}

function nameOf(check: Check): string {
  if ('finding' in check) return check.finding
  return 'code' in check ? check.code : `because ${check.because}`
}

/** Lets the card answer to GET PIN STATUS of PIN.QES. */
function qesStatus(statusWord: string): void {
  slot.changeAnswer = (command, answer) =>
    command.startsWith('80200081') ? Uint8Array.from(Buffer.from(statusWord, 'hex')) : answer
}

describe('the check of the PINs', () => {
  it.each([
    ['9000', 'ok pinActive'],
    ['63C3', 'ok pinActive'],
    ['63C1', 'warning pinOneTryLeft'],
    ['63C0', 'failed HC_PIN_BLOCKED'],
    ['62C1', 'failed HC_PIN_TRANSPORT_STATE'],
    ['62C7', 'failed HC_PIN_TRANSPORT_STATE'],
    ['62D0', 'ok pinNotNeeded'],
    ['6982', 'ok pinNotTold'],
  ])('understands %s of the card: %s', async (statusWord, expected) => {
    qesStatus(statusWord)
    expect(await results('pin')).toEqual(['ok pinActive', expected])
  })

  it('leaves out a PIN that the card does not have', async () => {
    qesStatus('6A88')
    expect(await results('pin')).toEqual(['ok pinActive'])
  })

  it('spends no try: no command of the doctor carries a secret', async () => {
    await runDoctor(desk())
    for (const secretCommand of ['0020', '0024', '002c', '002a']) expect(slot.count(secretCommand)).toBe(0)
    expect(slot.counters.passwords['DF.QES/PIN.QES']).toMatchObject({ triesLeft: 3, verified: 0, failed: 0 })
  })

  it('is made without the memory where the state folder cannot be used', async () => {
    const broken = { folder: '/state', state: 'notReadable', at: '/state', openToOthers: [] } as const
    const memory = (): never => {
      throw new Error('the memory was opened')
    }
    expect(await results('pin', { stateFolder: () => Promise.resolve(broken), memory })).toEqual([
      'ok pinActive',
      'ok pinActive',
    ])
    expect(await results('batches', { stateFolder: () => Promise.resolve(broken), memory })).toEqual([
      'skipped because stateFolder',
    ])
  })
})

describe('the check of the certificates', () => {
  it('needs one that signs documents when no key is named', async () => {
    slot.changeAnswer = (command, answer) =>
      // READ BINARY by the short file identifiers of the QES certificates finds nothing.
      /^00b0(86|90)/.test(command) && answer.length > 200 ? Uint8Array.of(0x6b, 0x00) : answer
    const found = await results('certificate')
    expect(found).toContain('failed HC_CERT_MISSING')
    expect(found).toContain('ok certificateValid')
  })

  it('reports one that cannot be read or understood', async () => {
    slot.changeAnswer = (command, answer) =>
      command.startsWith('00b0') && answer.length > 200 ? Uint8Array.of(0x30, 0x03, 1, 2, 3, 0x90, 0x00) : answer
    expect(await results('certificate')).toContain('failed HC_CERT_MALFORMED')
    slot.changeAnswer = (command, answer) =>
      command.startsWith('00b0') && answer.length > 200 ? Uint8Array.of(0x69, 0x82) : answer
    expect(await results('certificate')).toContain('warning certificateRefused')
  })
})

describe('a card that is pulled', () => {
  it.each([
    ['before it is recognised', '00b0', 'card'],
    ['while its PINs are read', '8020', 'pin'],
  ] as const)('%s fails its check and leaves the others to their result', async (_, prefix, id) => {
    slot.beforeCommand = (command) => {
      if (Buffer.from(command).toString('hex').startsWith(prefix)) {
        throw new HealthCardError('HC_CARD_REMOVED', 'pulled')
      }
    }
    expect(await results(id)).toEqual(['failed HC_CARD_REMOVED'])
    expect(await results('node')).toEqual(['ok nodeSupported'])
  })
})

describe('what is not for the report', () => {
  it('goes on: an error in the call, a stop', async () => {
    const stopped = (): never => {
      throw new HealthCardError('HC_STOPPED', 'Ctrl-C')
    }
    await expect(runDoctor(desk({ layer: stopped }))).rejects.toMatchObject({ code: 'HC_STOPPED' })
    const misused = (): never => {
      throw new HealthCardError('HC_USAGE_INVALID', 'a wrong option')
    }
    await expect(runDoctor(desk({ layer: misused }))).rejects.toMatchObject({ code: 'HC_USAGE_INVALID' })
  })
})

describe('left-over batches', () => {
  it('are told apart by whether their journal can be read', async () => {
    const batch = { id: '1', total: 3, done: 1 }
    const leftOverBatches = (): ReturnType<DoctorDesk['leftOverBatches']> =>
      Promise.resolve([
        { ...batch, state: 'incomplete' },
        { ...batch, state: 'damaged' },
        { ...batch, state: 'newer' },
      ])
    expect(await results('batches', { leftOverBatches })).toEqual([
      'warning batchLeftOver',
      'warning batchDamaged',
      'warning batchOfNewerVersion',
    ])
  })

  it('that cannot be read are a failed check', async () => {
    const leftOverBatches = (): never => {
      throw new HealthCardError('HC_INPUT_UNUSABLE', 'damaged', { file: '/state/batches/1', problem: 'damaged' })
    }
    expect(await results('batches', { leftOverBatches })).toEqual(['failed HC_INPUT_UNUSABLE'])
  })
})
