import { existsSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { openSimulatedCard } from '../../simulator/card/simulated-card.js'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { createCard, Desk, type Call, type Secrets, type SimulatedCard } from '../support/cli.js'

const desk = new Desk()
const letters = Array.from({ length: 300 }, (_, i) => desk.file(`letters/${i}.txt`, `Befund ${i}`))

afterAll(() => {
  desk[Symbol.dispose]()
})

/** A new active card, with a folder for what it signs. */
async function newCard(name: string, ...words: readonly string[]): Promise<SimulatedCard & { readonly out: string }> {
  return { ...(await createCard(desk, name, ...words, '--state', 'active')), out: desk.path(`signed-by-${name}`) }
}

/** Signs the first `count` letters; `lines` is how often the secrets file has the PIN. */
function sign(
  card: SimulatedCard & { readonly out: string },
  count: number,
  pin: string,
  lines: number,
): Promise<Call> {
  const secrets: Secrets = { [pin]: Array.from({ length: lines }, () => card.secret(pin)) }
  const trace = ['--trace', `${card.out}.jsonl`]
  return desk.ehba(['sign', ...letters.slice(0, count), '--out', card.out, '--json', ...trace, ...card.reader], {
    secrets,
  })
}

/** How many commands of the trace begin with these bytes. */
function sent({ out }: { readonly out: string }, command: string): number {
  return readFileSync(`${out}.jsonl`, 'utf8').split(`"tx":"${command}`).length - 1
}

const VERIFY_PIN_QES = '00200081'
const VERIFY_PIN_SMC = '00200001'
const COMPUTE_DIGITAL_SIGNATURE = '002a9e9a'

describe('a card with limit 254', () => {
  it('refuses the 255th signature after one VERIFY itself, with 6982, and signs again after the next', async () => {
    const { image, secret } = await newCard('raw', 'hba', '--limit', '254')
    const card = await openSimulatedCard({ imagePath: image })
    const send = async (command: string): Promise<string> => toHex(await card.transmit(fromHex(command)))
    const enterPin = (): Promise<string> => send(`002000810828${secret('PIN.QES')}ffffff`)
    const signOne = async (): Promise<string> => (await send(`002a9e9a20${'5a'.repeat(32)}00`)).slice(-4)
    const signMany = async (count: number): Promise<string[]> => {
      const answers: string[] = []
      for (let i = 0; i < count; i++) answers.push(await signOne())
      return answers
    }

    expect(await send('00a4040c06d27600006601')).toBe('9000') // SELECT DF.QES
    expect(await send('002241b606840186800100')).toBe('9000') // MSE SET PrK.HP.QES.E256, signECDSA
    expect(await signOne()).toBe('6982')
    expect(await enterPin()).toBe('9000')
    expect(new Set(await signMany(254))).toEqual(new Set(['9000']))
    expect(await signMany(3)).toEqual(['6982', '6982', '6982'])
    expect(await enterPin()).toBe('9000')
    expect(await signOne()).toBe('9000')
    await card.close()
  })

  it('signs a batch of 255 with two PIN entries, which is said before the first of them', async () => {
    const card = await newCard('full', 'hba', '--limit', '254')
    const call = await sign(card, 255, 'PIN.QES', 2)
    expect(call).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: 255, total: 255, pinEntries: 2 } } })
    expect(call.stderr).toMatch(
      /2: the card allows 254 signatures per entry, so you are asked 2 times[\s\S]*PIN entry 1 of 2, for 254 documents[\s\S]*PIN entry 2 of 2, for one document\n/,
    )
    expect(sent(card, VERIFY_PIN_QES)).toBe(2)
    expect(sent(card, COMPUTE_DIGITAL_SIGNATURE)).toBe(255)
  })

  it('signs nothing of a batch of 255 where the secrets have the PIN once only', async () => {
    const card = await newCard('poor', 'hba', '--limit', '254')
    const call = await sign(card, 255, 'PIN.QES', 1)
    expect(call).toMatchObject({ exit: 23, json: { error: { code: 'HC_PIN_MISSING' } } })
    expect(sent(card, VERIFY_PIN_QES) + sent(card, COMPUTE_DIGITAL_SIGNATURE)).toBe(0)
    expect(existsSync(card.out)).toBe(false)
  })
})

describe('a card', () => {
  it('with limit 250 needs two PIN entries for 254 documents', async () => {
    const card = await newCard('g21', 'hba', '--limit', '250')
    expect(await sign(card, 254, 'PIN.QES', 2)).toMatchObject({
      exit: 0,
      json: { batch: { signed: 254, total: 254, pinEntries: 2 } },
    })
    expect(sent(card, VERIFY_PIN_QES)).toBe(2)
  })

  it('with limit 1, as of generation 2.0, needs one for each document', async () => {
    const card = await newCard('g20', 'hba', '--limit', '1')
    expect(await sign(card, 5, 'PIN.QES', 5)).toMatchObject({
      exit: 0,
      json: { batch: { signed: 5, total: 5, pinEntries: 5 } },
    })
    expect(sent(card, VERIFY_PIN_QES)).toBe(5)
  })

  it('of an institution signs 300 documents with one entry', async () => {
    const card = await newCard('practice', 'smcb')
    expect(await sign(card, 300, 'PIN.SMC', 1)).toMatchObject({
      exit: 0,
      json: { batch: { signed: 300, total: 300, pinEntries: 1 } },
    })
    expect(sent(card, VERIFY_PIN_SMC)).toBe(1)
  })
})
