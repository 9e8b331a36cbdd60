import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type SimulatedCard } from '../../support/cli.js'

const desk = new Desk()
let hba: SimulatedCard
let smcb: SimulatedCard

beforeAll(async () => {
  hba = await createCard(desk, 'hba', 'hba', '--state', 'active')
  smcb = await createCard(desk, 'smcb', 'smcb', '--state', 'active')
  desk.file('brief.txt', 'Befund')
})

afterAll(() => {
  desk[Symbol.dispose]()
})

describe('options', () => {
  it('stand before the noun, before the verb or after it', async () => {
    const places = [
      [...hba.reader, '--json', 'pin', 'status'],
      ['pin', ...hba.reader, '--json', 'status'],
      ['pin', 'status', ...hba.reader, '--json'],
      ['--json', 'pin', 'status', `--reader=${hba.reader[1] ?? ''}`],
    ]
    const answers = []
    for (const args of places) answers.push((await desk.ehba(args)).json)
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ card: { kind: 'hba', iccsn: hba.iccsn } })
  })

  it('--card takes the ICCSN or the Telematik-ID', async () => {
    for (const card of [hba, smcb]) {
      for (const number of [card.iccsn, card.telematikId]) {
        const { json } = await desk.ehba(['pin', 'status', '--json', '--card', number, ...hba.reader, ...smcb.reader])
        expect(json).toMatchObject({ card: { iccsn: card.iccsn } })
      }
    }
  })

  it('without --card two cards that fit are exit 12, and a number that no card has is exit 11', async () => {
    const both = [...hba.reader, ...smcb.reader, '--json']
    expect(await desk.ehba(['pin', 'status', ...both])).toMatchObject({
      exit: 12,
      json: { error: { code: 'HC_CARD_AMBIGUOUS', exit: 12 } },
    })
    expect(await desk.ehba(['pin', 'status', '--card', '80276000000000000000', ...both])).toMatchObject({
      exit: 11,
      json: { error: { code: 'HC_CARD_NONE', exit: 11 } },
    })
  })

  it('--quiet leaves nothing on standard error but what went wrong', async () => {
    const sign = ['sign', 'brief.txt', '--out', 'quiet', '--quiet', ...hba.reader]
    const secrets = { 'PIN.QES': hba.secret('PIN.QES') }
    expect(await desk.ehba(sign, { secrets })).toMatchObject({ exit: 0, stderr: '' })
    const again = await desk.ehba(sign, { secrets })
    expect(again).toMatchObject({ exit: 3, stdout: '' })
    expect(again.stderr).toContain('[HC_OUTPUT_EXISTS]')
  })
})

describe('answers in JSON', () => {
  it('are one object with schemaVersion on standard output, in success and in failure', async () => {
    const calls = [
      ['reader', 'list', ...hba.reader],
      ['card', 'list', ...hba.reader],
      ['card', 'show', ...hba.reader],
      ['pin', 'status', ...hba.reader],
      ['cert', 'list', ...hba.reader],
      ['cert', 'show', ...hba.reader],
      ['cert', 'export', ...hba.reader],
      ['sim', 'list', hba.image],
      ['card', 'show', '--reader', 'sim:missing.xml'],
      ['card', 'fly'],
    ]
    for (const args of calls) {
      const { stdout } = await desk.ehba([...args, '--json'])
      expect(stdout.endsWith('}\n')).toBe(true)
      expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 })
    }
  })

  it('of sign have the batch and its documents, in their order', async () => {
    const inputs = ['c', 'a', 'b'].map((name) => desk.file(`order/${name}.txt`, name))
    const { json } = await desk.ehba(['sign', ...inputs, '--out', desk.path('json'), '--json', ...smcb.reader], {
      secrets: { 'PIN.SMC': smcb.secret('PIN.SMC') },
    })
    expect(json).toMatchObject({
      schemaVersion: 1,
      batch: { id: expect.stringMatching(/^[\w-]+$/) as string, state: 'done' },
      documents: inputs.map((input) => ({
        input,
        output: input.replace('/order/', '/json/') + '.p7s',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        state: 'signed',
      })),
    })
  })

  it('of a failure have code, exit, triesLeft where it is about tries, message and next', async () => {
    const noReader = await desk.ehba(['card', 'show', '--json'])
    expect(noReader).toMatchObject({ exit: 10, stderr: '' })
    expect(Object.keys(noReader.json.error ?? {})).toEqual(['code', 'exit', 'message', 'next'])
    const card = await createCard(desk, 'wrong', 'smcb', '--state', 'active')
    const verify = ['pin', 'verify', '--json', ...card.reader]
    const wrong = await desk.ehba(verify, { secrets: { 'PIN.SMC': '00000001' } })
    expect(Object.keys(wrong.json.error ?? {})).toEqual(['code', 'exit', 'triesLeft', 'message', 'next'])
  })

  it('of sim list have the card’s own counters', async () => {
    const card = await createCard(desk, 'counted', 'hba', '--state', 'active', '--limit', '2')
    const secret = card.secret('PIN.QES')
    await desk.ehba(['pin', 'verify', 'qes', ...card.reader], { secrets: { 'PIN.QES': '00000001' } })
    const inputs = [1, 2, 3].map((i) => desk.file(`counted-${i}.txt`, `${i}`))
    const secrets = { 'PIN.QES': [secret, secret] }
    await desk.ehba(['sign', ...inputs, '--out', desk.path('counts'), ...card.reader], { secrets })
    await desk.ehba(['pin', 'unblock', 'qes', ...card.reader], { secrets: { 'PIN.QES.puk': '00000001' } })
    const { json } = await desk.ehba(['sim', 'list', '--json', ...card.reader])
    expect(json.cards).toMatchObject([
      {
        iccsn: card.iccsn,
        signatures: { 'DF.QES/PrK.HP.QES.E256': 3, 'DF.ESIGN/PrK.HP.SIG.E256': 0 },
        passwords: {
          'DF.QES/PIN.QES': { triesLeft: 3, pukUses: 9, transportStatus: 'regularPassword', verified: 2, failed: 1 },
          'MF/PIN.CH': { triesLeft: 3, pukUses: 10, verified: 0, failed: 0 },
        },
      },
    ])
  })
})

describe('the language', () => {
  it.each([
    ['--lang de', ['--lang', 'de'], {}],
    ['LC_ALL', [], { LC_ALL: 'de_DE.UTF-8' }],
    ['LANG', [], { LC_ALL: '', LANG: 'de_DE.UTF-8' }],
    ['--lang de before another locale', ['--lang', 'de'], { LC_ALL: 'en_GB.UTF-8' }],
  ])('is German by %s', async (_, words, env) => {
    const table = await desk.ehba(['pin', 'status', ...hba.reader, ...words], { env })
    expect(table.stdout).toMatch(/Karte +HBA \(Heilberuf.*\n[\s\S]*Signatur-PIN \(PIN\.QES\) +aktiv +3/)
    const refused = await desk.ehba(['sign', 'missing.txt', '--out', 'o', ...hba.reader, ...words], { env })
    expect(refused).toMatchObject({ exit: 3 })
    expect(refused.stderr).toMatch(/^Fehler: missing\.txt .* \[HC_INPUT_UNUSABLE\]\n/)
  })

  it('is English where nothing asks for German', async () => {
    const { stdout } = await desk.ehba(['pin', 'status', ...hba.reader], { env: { LC_ALL: 'C', LANG: 'de_DE.UTF-8' } })
    expect(stdout).toMatch(/Signatur-PIN \(PIN\.QES\) +active +3/)
  })

  it('of help is German as well', async () => {
    const { exit, stdout } = await desk.ehba(['sign', '--help', '--lang', 'de'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/Ordner für die Signaturen/)
  })
})
