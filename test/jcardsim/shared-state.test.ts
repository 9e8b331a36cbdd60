import { existsSync, readFileSync, statSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { copyCard, createCard, Desk, type CountersAnswer, type SimulatedCard } from '../support/cli.js'
import { pinBlock } from './pin-block.js'
import { Twin } from './twin.js'
import { whyNoTwin } from './why-no-twin.js'

const SELECT_QES = '00a4040c06d27600006601'

describe.skipIf(whyNoTwin)('one state file for both cards', () => {
  const desk = new Desk()
  let delivered: SimulatedCard
  let card: SimulatedCard
  let copies = 0

  beforeAll(async () => {
    delivered = await createCard(desk, 'delivered', 'hba')
  })
  beforeEach(() => {
    card = copyCard(desk, `copy-${++copies}`, delivered)
  })
  afterAll(() => {
    desk[Symbol.dispose]()
  })

  /** What the twin answers to some commands. */
  async function ask(...commands: readonly string[]): Promise<string[]> {
    await using twin = await Twin.start({ image: card.image })
    const answers: string[] = []
    for (const command of commands) answers.push(await twin.ask(command))
    return answers
  }
  async function typescriptCounters(): Promise<CountersAnswer> {
    const { json } = await desk.ehba(['sim', 'list', card.image, '--json'])
    const [counters] = json.cards ?? []
    if (!counters) throw new Error('the card is not listed')
    return counters
  }

  it('comes into being with the first change, for its owner alone', async () => {
    const state = `${card.image}.state`
    expect(await ask('00b0910000', '80200001')).toEqual([expect.stringMatching(/9000$/), '62c1'])
    expect(existsSync(state)).toBe(false)
    await ask(SELECT_QES, `0024008110${pinBlock('00000')}${pinBlock('123456')}`)
    expect(statSync(state).mode & 0o777).toBe(0o600)
    expect(readFileSync(state, 'utf8')).toMatch(
      /^[0-9a-f]{16} \{"format":"ehba-card-state","version":1,"image":"[0-9a-f]{64}"\}\n/,
    )
  })

  it('that the twin has written opens in the TypeScript card, with tries, PINs and counts', async () => {
    const transport = pinBlock(card.secret('PIN.QES.transport'))
    const verify = `0020008108${pinBlock('123456')}`
    const sign = `002a9e9a20${'5a'.repeat(32)}00`
    const answers = await ask(
      SELECT_QES,
      ...[`0024008110${transport}${pinBlock('123456')}`, verify, '002241b606840186800100', sign, sign],
      ...[`0020008108${pinBlock('654321')}`, `002c018108${pinBlock('00000000')}`],
    )
    expect(answers.map((answer) => answer.slice(-4))).toEqual([
      ...['9000', '9000', '9000', '9000', '9000', '9000', '63c2', '63c9'],
    ])
    expect(await typescriptCounters()).toMatchObject({
      signatures: { 'DF.QES/PrK.HP.QES.E256': 2 },
      passwords: {
        'DF.QES/PIN.QES': { triesLeft: 2, pukUses: 9, transportStatus: 'regularPassword', verified: 1, failed: 1 },
        'MF/PIN.CH': { triesLeft: 3, pukUses: 10, transportStatus: 'transportPIN' },
      },
    })
    const verified = await desk.ehba(['pin', 'verify', 'PIN.QES', ...card.reader, '--json'], {
      secrets: { 'PIN.QES': '123456' },
    })
    expect(verified.exit).toBe(0)
  })

  it('that the TypeScript card has written opens in the twin', async () => {
    const letter = {
      'PIN.CH.transport': card.secret('PIN.CH.transport'),
      'PIN.QES.transport': card.secret('PIN.QES.transport'),
    }
    const activated = await desk.ehba(['card', 'activate', ...card.reader, '--json'], {
      secrets: { ...letter, 'PIN.CH.new': '246810', 'PIN.QES.new': '135790' },
    })
    expect(activated.exit).toBe(0)
    const wrong = await desk.ehba(['pin', 'verify', 'PIN.CH', ...card.reader, '--json'], {
      secrets: { 'PIN.CH': '999999' },
    })
    expect(wrong.json.error).toMatchObject({ triesLeft: 2 })
    expect(await ask('80200001', `0020000108${pinBlock('246810')}`, '80200001', SELECT_QES, '80200081')).toEqual([
      ...['63c2', '9000', '9000', '9000', '63c3'],
    ])
    expect(await typescriptCounters()).toMatchObject({
      passwords: { 'MF/PIN.CH': { triesLeft: 3, verified: 1, failed: 1 } },
    })
  })

  it('holds what was written to a file', async () => {
    const updateHpd = ['00a4040c06d27600014602', `00d6810003c0ffee`]
    const transport = pinBlock(card.secret('PIN.CH.transport'))
    await ask(`0024000110${transport}${pinBlock('246810')}`, `0020000108${pinBlock('246810')}`, ...updateHpd)
    expect(await ask('00a4040c06d27600014602', '00b0810000')).toEqual(['9000', 'c0ffee9000'])
    expect((await typescriptCounters()).passwords).toBeDefined()
  })
})
