import { beforeEach, describe, expect, it } from 'vitest'
import { newCard, newDesk, wrong, type Desk, type DeskCard } from './run-ehba.js'

let desk: Desk
let card: DeskCard

async function active(kind: 'hba' | 'smcb' = 'hba'): Promise<void> {
  card = await newCard(desk, kind, kind, '--state', 'active')
}

beforeEach(() => {
  desk = newDesk()
})

/** One run: its exit code, error code and tries left. */
async function step(words: readonly string[], ...secrets: readonly string[]): Promise<string> {
  const { exit, error } = await desk.json([...words, ...card.reader], { secrets })
  const tries = error?.triesLeft === undefined ? '' : ` triesLeft ${String(error.triesLeft)}`
  return `${exit} ${error?.code ?? 'done'}${tries}`
}

const verify = ['pin', 'verify', 'PIN.QES'] as const
const unblock = ['pin', 'unblock', 'PIN.QES'] as const

async function block(): Promise<void> {
  const pin = `PIN.QES=${wrong(card.secret('PIN.QES'))}`
  await step(verify, pin)
  await step(verify, pin)
  await step([...verify, '--allow-last-try'], pin)
}

describe('a wrong PIN', () => {
  it('costs a try each time, stops before the last one, and blocks with --allow-last-try', async () => {
    await active()
    const pin = `PIN.QES=${wrong(card.secret('PIN.QES'))}`
    expect(await step(verify, pin)).toBe('20 HC_PIN_WRONG triesLeft 2')
    expect(await step(verify, pin)).toBe('20 HC_PIN_WRONG triesLeft 1')
    expect(await step(verify, pin)).toBe('24 HC_PIN_LAST_TRY triesLeft 1')
    expect(await step([...verify, '--allow-last-try'], pin)).toBe('21 HC_PIN_BLOCKED triesLeft 0')
    expect(await step(verify, card.line('PIN.QES'))).toBe('21 HC_PIN_BLOCKED triesLeft 0')
  })

  it('is not taken again from the same unchanged file', async () => {
    await active()
    const file = ['--secrets-file', desk.path('mine')]
    const { writeFileSync, utimesSync } = await import('node:fs')
    writeFileSync(desk.path('mine'), `PIN.QES=${wrong(card.secret('PIN.QES'))}\n`, { mode: 0o600 })
    const run = async (): Promise<unknown> => (await desk.json([...verify, ...card.reader, ...file])).error?.code
    expect(await run()).toBe('HC_PIN_WRONG')
    expect(await run()).toBe('HC_PIN_ALREADY_REFUSED')
    utimesSync(desk.path('mine'), new Date(), new Date())
    expect(await run()).toBe('HC_PIN_WRONG')
  })

  it('is not guessed again by a second line of the same name', async () => {
    await active()
    const lines = [`PIN.QES=${wrong(card.secret('PIN.QES'))}`, card.line('PIN.QES')]
    expect(await step(verify, ...lines)).toBe('20 HC_PIN_WRONG triesLeft 2')
  })
})

describe('a PUK', () => {
  it('unblocks PIN.QES, which keeps its value', async () => {
    await active()
    await block()
    expect(await step(unblock, card.line('PIN.QES.puk'))).toBe('0 done')
    expect(await step(verify, card.line('PIN.QES'))).toBe('0 done')
  })

  it('never sets a new PIN.QES', async () => {
    await active()
    const lines = [card.line('PIN.QES.puk'), 'PIN.QES.new=24681357']
    expect(await step(unblock, ...lines)).toBe('13 HC_PIN_NOT_SETTABLE_BY_PUK')
    expect(await step([...unblock, '--set-new'], ...lines)).toBe('13 HC_PIN_NOT_SETTABLE_BY_PUK')
  })

  it.each(['hba PIN.CH', 'smcb PIN.SMC'])('of %s sets a new PIN where a .new line says so', async (text) => {
    const [kind, pin = ''] = text.split(' ')
    await active(kind === 'smcb' ? 'smcb' : 'hba')
    expect(await step(['pin', 'unblock', pin], card.line(`${pin}.puk`), `${pin}.new=24681357`)).toBe('0 done')
    expect(await step(['pin', 'verify', pin], `${pin}=24681357`)).toBe('0 done')
  })

  it('that is wrong tells the uses left; the last one needs --allow-last-try; used up it stays used up', async () => {
    await active()
    const puk = `PIN.QES.puk=${wrong(card.secret('PIN.QES.puk'))}`
    for (let left = 9; left >= 1; left--) expect(await step(unblock, puk)).toBe(`20 HC_PUK_WRONG triesLeft ${left}`)
    expect(await step(unblock, puk)).toBe('24 HC_PIN_LAST_TRY triesLeft 1')
    expect(await step([...unblock, '--allow-last-try'], puk)).toBe('21 HC_PUK_USED_UP triesLeft 0')
    expect(await step(unblock, card.line('PIN.QES.puk'))).toBe('21 HC_PUK_USED_UP triesLeft 0')
  })
})

describe('changing a PIN', () => {
  it('replaces it; the old value is wrong from then on', async () => {
    await active()
    expect(await step(['pin', 'change', 'qes'], card.line('PIN.QES'), 'PIN.QES.new=98765432')).toBe('0 done')
    expect(await step(verify, 'PIN.QES=98765432')).toBe('0 done')
    expect(await step(verify, card.line('PIN.QES'))).toBe('20 HC_PIN_WRONG triesLeft 2')
  })

  it('refuses a new value of the wrong length before anything goes to the card', async () => {
    await active()
    expect(await step(['pin', 'change', 'qes'], card.line('PIN.QES'), 'PIN.QES.new=12345')).toBe('2 HC_PIN_FORMAT')
    expect(await step(verify, card.line('PIN.QES'))).toBe('0 done')
  })
})

describe('a card in transport state', () => {
  beforeEach(async () => {
    card = await newCard(desk, 'new', 'hba')
  })

  const newPins = ['PIN.CH.new=24681357', 'PIN.QES.new=13572468']
  const activate = ['card', 'activate'] as const

  it('refuses to verify and to sign', async () => {
    expect(await step(verify, 'PIN.QES=123456')).toBe('22 HC_PIN_TRANSPORT_STATE')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(desk.path('letter.txt'), 'Sehr geehrte Frau Muster\n')
    const sign = ['sign', desk.path('letter.txt'), '--out', desk.path('out')]
    expect(await step(sign, 'PIN.QES=123456')).toBe('22 HC_PIN_TRANSPORT_STATE')
  })

  it('is activated by both Transport-PINs, and says that the issuer’s release comes next', async () => {
    const secrets = [card.line('PIN.CH.transport'), card.line('PIN.QES.transport'), ...newPins]
    const { exit, out, err } = await desk.ehba([...activate, ...card.reader, '--lang', 'de'], { secrets })
    expect(exit).toBe(0)
    expect(err).toBe(
      'Karten-PIN (PIN.CH): gesetzt, die Transport-PIN ist verbraucht.\n' +
        'Signatur-PIN (PIN.QES): gesetzt, die Transport-PIN ist verbraucht.\n',
    )
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/Freischaltung/)
    expect(await step(verify, 'PIN.QES=13572468')).toBe('0 done')
  })

  it('tells the tries that a wrong Transport-PIN leaves, and is continued where it stopped', async () => {
    const badTransport = `PIN.QES.transport=${wrong(card.secret('PIN.QES.transport'))}`
    const { exit, data, error } = await desk.json([...activate, ...card.reader], {
      secrets: [card.line('PIN.CH.transport'), badTransport, ...newPins],
    })
    expect({ exit, code: error?.code, triesLeft: error?.triesLeft }).toEqual({
      exit: 20,
      code: 'HC_PIN_WRONG',
      triesLeft: 2,
    })
    expect(data['pins']).toEqual([{ pin: 'PIN.CH', outcome: 'activated' }])
    expect(await step(activate, card.line('PIN.QES.transport'), ...newPins)).toBe('0 done')
  })

  it('needs --allow-last-try for the try that is remembered as the last', async () => {
    const lines = [card.line('PIN.CH.transport'), `PIN.QES.transport=${wrong(card.secret('PIN.QES.transport'))}`]
    expect(await step(activate, ...lines, ...newPins)).toBe('20 HC_PIN_WRONG triesLeft 2')
    expect(await step(activate, ...lines, ...newPins)).toBe('20 HC_PIN_WRONG triesLeft 1')
    expect(await step(activate, ...lines, ...newPins)).toBe('24 HC_PIN_LAST_TRY triesLeft 1')
    expect(await step([...activate, '--allow-last-try'], ...lines, ...newPins)).toBe('21 HC_PIN_BLOCKED triesLeft 0')
  })

  it('asks for nothing where a value is missing and nobody is there', async () => {
    expect(await step(activate, card.line('PIN.CH.transport'))).toBe('23 HC_PIN_MISSING')
    const { data } = await desk.json(['pin', 'status', ...card.reader])
    expect(JSON.stringify(data['pins'])).not.toMatch(/notVerified/)
  })

  it('has its PIN.CH rescued by the PUK where the Transport-PIN is lost, and its PIN.QES not', async () => {
    expect(await step(['pin', 'unblock', 'ch'], card.line('PIN.CH.puk'), 'PIN.CH.new=24681357')).toBe('0 done')
    expect(await step(['pin', 'verify', 'ch'], 'PIN.CH=24681357')).toBe('0 done')
    expect(await step(unblock, card.line('PIN.QES.puk'), 'PIN.QES.new=24681357')).toBe('13 HC_PIN_NOT_SETTABLE_BY_PUK')
  })
})
