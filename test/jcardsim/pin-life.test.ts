import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { copyCard, createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { pinBlock } from './pin-block.js'
import { Twin } from './twin.js'
import { whyNoTwin } from './why-no-twin.js'

const SELECT_QES = '00a4040c06d27600006601'
const STATUS = '80200081'
const CHOOSE_KEY = '002241b606840186800100'
const SIGN = `002a9e9a20${'5a'.repeat(32)}00`
const PIN = '123456'

describe.skipIf(whyNoTwin)('PIN.QES of the twin', () => {
  const desk = new Desk()
  let delivered: SimulatedCard
  let card: SimulatedCard
  let twin: Twin
  let copies = 0

  beforeAll(async () => {
    delivered = await createCard(desk, 'delivered', 'hba', '--limit', '3')
  })
  beforeEach(async () => {
    card = copyCard(desk, `copy-${++copies}`, delivered)
    twin = await Twin.start({ image: card.image })
    await expectAnswer(SELECT_QES, '9000')
    return async () => {
      await twin.close()
    }
  })
  afterAll(() => {
    desk[Symbol.dispose]()
  })

  async function expectAnswer(command: string, answer: string): Promise<void> {
    expect(`${command} ${await twin.ask(command)}`).toBe(`${command} ${answer}`)
  }
  function verify(digits: string, cla = '00'): string {
    return `${cla}20008108${pinBlock(digits)}`
  }
  function change(oldPin: string, newPin: string): string {
    return `0024008110${pinBlock(oldPin)}${pinBlock(newPin)}`
  }
  async function activate(): Promise<void> {
    await expectAnswer(change(card.secret('PIN.QES.transport'), PIN), '9000')
  }
  function unblock(puk: string): string {
    return `002c018108${pinBlock(puk)}`
  }

  it('is not usable in transport state, and is after its change (N082.800, N074.720)', async () => {
    await expectAnswer(STATUS, '62c1')
    await expectAnswer(verify(card.secret('PIN.QES.transport')), '6985')
    await activate()
    await expectAnswer(STATUS, '63c3')
    await expectAnswer(verify(PIN), '9000')
    await expectAnswer(STATUS, '9000')
  })

  it('refuses a new PIN of the wrong length before it looks at the old one (N074.500)', async () => {
    await expectAnswer(change('99999', '12345'), '6985')
    await expectAnswer(change('99999', '123456789'), '6985')
    await activate()
  })

  it('loses a try for each wrong transport PIN, and is blocked by the third (N074.700a, N074.400)', async () => {
    const wrong = change('00000', PIN)
    await expectAnswer(wrong, '63c2')
    await expectAnswer(wrong, '63c1')
    await expectAnswer(wrong, '63c0')
    await expectAnswer(change(card.secret('PIN.QES.transport'), PIN), '6983')
  })

  it('is blocked by three wrong entries, and by its PUK gets the tries back but no new PIN (N082.900a, N081.100)', async () => {
    await activate()
    for (const answer of ['63c2', '63c1', '63c0', '6983']) await expectAnswer(verify('654321'), answer)
    await expectAnswer(verify(PIN), '6983')
    await expectAnswer(STATUS, '63c0')
    await expectAnswer(unblock('00000000'), '63c9')
    await expectAnswer(`002c008110${pinBlock(card.secret('PIN.QES.puk'))}${pinBlock('111111')}`, '6982')
    await expectAnswer(unblock(card.secret('PIN.QES.puk')), '9000')
    await expectAnswer(verify(PIN), '9000')
  })

  it('lets its PUK be used ten times, right or wrong (N081.000)', async () => {
    await activate()
    for (let uses = 9; uses >= 1; uses--) await expectAnswer(unblock('00000000'), `63c${uses}`)
    await expectAnswer(unblock(card.secret('PIN.QES.puk')), '9000')
    await expectAnswer(unblock(card.secret('PIN.QES.puk')), '6983')
  })

  it('has all tries again after the right PIN (N082.900c)', async () => {
    await activate()
    await expectAnswer(verify('654321'), '63c2')
    await expectAnswer(verify(PIN), '9000')
    await expectAnswer(verify('654321'), '63c2')
    await expectAnswer(STATUS, '63c2')
  })

  it('is good for as many signatures as the image says, anew with each entry (N022.200a, N030.900)', async () => {
    await activate()
    await expectAnswer(CHOOSE_KEY, '9000')
    await expectAnswer(SIGN, '6982')
    await expectAnswer(verify(PIN), '9000')
    expect(await twin.ask(SIGN)).toMatch(/^[0-9a-f]{128}9000$/)
    await expectAnswer(verify(PIN), '9000')
    for (let i = 0; i < 3; i++) expect(await twin.ask(SIGN)).toMatch(/^[0-9a-f]{128}9000$/)
    await expectAnswer(SIGN, '6982')
    await expectAnswer(STATUS, '63c3')
  })

  it('is forgotten outside DF.QES, by MSE RESTORE there, and by a reset (N048.200b, N104.200c, N030.100)', async () => {
    await activate()
    for (const forget of ['00a4040c', '0022f301', 'reset']) {
      await expectAnswer(verify(PIN), '9000')
      await expectAnswer(SELECT_QES, '9000')
      await expectAnswer(STATUS, '9000')
      if (forget === 'reset') twin.reset()
      else await expectAnswer(forget, '9000')
      await expectAnswer(SELECT_QES, '9000')
      await expectAnswer(STATUS, '63c3')
    }
  })

  it('is verified in one logical channel and not in another; tries are of both (N029.900k, N074.700a)', async () => {
    await activate()
    await expectAnswer('0070000001', '019000')
    await expectAnswer(verify(PIN), '9000')
    await expectAnswer('81200081', '6a88')
    await expectAnswer('01a4040c06d27600006601', '9000')
    await expectAnswer('81200081', '63c3')
    await expectAnswer(`01${CHOOSE_KEY.slice(2)}`, '9000')
    await expectAnswer(`01${SIGN.slice(2)}`, '6982')
    await expectAnswer(verify('654321', '01'), '63c2')
    await expectAnswer(STATUS, '9000')
    await expectAnswer('01708000', '9000')
    await expectAnswer('81200081', '6881')
  })

  it('opens as many channels as the image says (N099.548a)', async () => {
    for (const number of ['01', '02', '03']) await expectAnswer('0070000001', `${number}9000`)
    await expectAnswer('0070000001', '6981')
    await expectAnswer('02708000', '9000')
    await expectAnswer('0070000001', '029000')
    await expectAnswer('00704001', '9000')
    await expectAnswer('01a4040c', '6881')
  })

  it('keeps tries, PUK uses and the new PIN over a power cut at any time', async () => {
    await activate()
    await expectAnswer(verify('654321'), '63c2')
    await expectAnswer(unblock('00000000'), '63c9')
    await twin.kill()
    twin = await Twin.start({ image: card.image })
    await expectAnswer(SELECT_QES, '9000')
    await expectAnswer(STATUS, '63c2')
    await expectAnswer(unblock('00000000'), '63c8')
    await expectAnswer(verify(PIN), '9000')
  })
})
