import { beforeEach, describe, expect, it } from 'vitest'
import { mkdirSync, writeFileSync } from 'node:fs'
import { newCard, newDesk, typist, wrong, type Desk, type DeskCard } from './run-ehba.js'

let desk: Desk
let card: DeskCard
let file: string

beforeEach(async () => {
  desk = newDesk()
  card = await newCard(desk, 'card', 'hba', '--state', 'active')
  file = desk.path('mine')
})

const enter = (digits: string): string => `${digits}\r`
const change = ['pin', 'change', 'qes'] as const

async function triesLeft(): Promise<unknown> {
  const { data } = await desk.json(['pin', 'status', ...card.reader])
  const pins = data['pins'] as readonly { readonly pin: string; readonly triesLeft: number }[]
  return pins.find(({ pin }) => pin === 'PIN.QES')?.triesLeft
}

describe('a secrets file beside a person at the terminal', () => {
  it('does not give a refused old PIN again, although the new one came from the person', async () => {
    writeFileSync(file, `PIN.QES=${wrong(card.secret('PIN.QES'))}\n`, { mode: 0o600 })
    const call = (): Promise<{ error: { code: string } | undefined }> =>
      desk.json([...change, ...card.reader, '--secrets-file', file], {
        console: typist(enter('24681357'), enter('24681357')),
      })
    expect((await call()).error?.code).toBe('HC_PIN_WRONG')
    expect((await call()).error?.code).toBe('HC_PIN_ALREADY_REFUSED')
    expect(await triesLeft()).toBe(2)
  })

  it('keeps its own entries usable when the person typed the old PIN wrong', async () => {
    writeFileSync(file, 'PIN.QES.new=24681357\n', { mode: 0o600 })
    const typed = (pin: string): Promise<{ exit: number }> =>
      desk.json([...change, ...card.reader, '--secrets-file', file], { console: typist(enter(pin)) })
    expect((await typed(wrong(card.secret('PIN.QES')))).exit).toBe(20)
    expect((await typed(card.secret('PIN.QES'))).exit).toBe(0)
  })
})

describe('a state folder that cannot be written', () => {
  it.each(['refused', 'cards'])(
    'keeps the value of a secrets file from the card where %s is no folder',
    async (name) => {
      mkdirSync(desk.path('state/ehba'), { recursive: true })
      writeFileSync(desk.path(`state/ehba/${name}`), '')
      const verify = await desk.json(['pin', 'verify', 'qes', ...card.reader], {
        secrets: [`PIN.QES=${wrong(card.secret('PIN.QES'))}`],
      })
      expect(verify.exit).toBe(3)
      const healthy = { env: { XDG_STATE_HOME: desk.path('other') } }
      const { data } = await desk.json(['pin', 'status', ...card.reader], healthy)
      expect(data['pins']).toContainEqual(expect.objectContaining({ pin: 'PIN.QES', triesLeft: 3 }))
    },
  )
})
