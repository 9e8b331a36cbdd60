import { chmodSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type Call, type SimulatedCard } from '../../support/cli.js'

const desk = new Desk()
let card: SimulatedCard
let pin: string

beforeAll(async () => {
  card = await createCard(desk, 'card', 'hba', '--state', 'active', '--limit', '2')
  pin = card.secret('PIN.QES')
})

afterAll(() => {
  desk[Symbol.dispose]()
})

/** Verifies PIN.QES with a secrets file of this content. */
function verifyWith(content: string | Uint8Array, mode = 0o600): Promise<Call> {
  const file = desk.file('stream', content)
  chmodSync(file, mode)
  return desk.ehba(['pin', 'verify', 'PIN.QES', '--json', '--secrets-file', file, ...card.reader])
}

describe('a secrets stream', () => {
  it.each([
    ['with LF', () => `PIN.QES=${pin}\n`],
    ['with CRLF', () => `PIN.QES=${pin}\r\n`],
    ['without a last line end', () => `PIN.QES=${pin}`],
    ['with comments and blank lines', () => `# the PIN of Dr. Beispiel = secret\n\n  \t\r\nPIN.QES=${pin}\n\n#\n`],
    [
      'with names that are not needed',
      () => `PIN.CH=000000\nPIN.USER=1234\nMRPIN.NFD=1\nPIN.QES=${pin}\nPIN.QES.puk=1`,
    ],
    ['with the lines in any order', () => `PIN.QES.new=1\nPIN.QES=${pin}\nPIN.QES.transport=1`],
    ['with a byte order mark', () => `\uFEFFPIN.QES=${pin}\n`],
  ])('is understood %s', async (_, content) => {
    expect((await verifyWith(content())).exit).toBe(0)
  })

  it.each([
    ['a space before the name', ' PIN.QES=135724'],
    ['a space in the value', 'PIN.QES=135 724'],
    ['a letter in the value', 'PIN.QES=13572A'],
    ['no value', 'PIN.QES='],
    ['no equals sign', 'PIN.QES 135724'],
    ['an unknown ending', 'PIN.QES.old=135724'],
    ['no name', '=135724'],
    ['a name in small letters', 'pin.qes=135724'],
  ])('with %s is exit 2 and tells the line, not its content', async (_, line) => {
    const { exit, stdout, stderr, json } = await verifyWith(`# first\n${line}\n`)
    expect(exit).toBe(2)
    expect(json.error).toMatchObject({
      code: 'HC_SECRETS_MALFORMED',
      exit: 2,
      message: expect.stringContaining('2') as string,
    })
    expect(stdout + stderr).not.toMatch(/13572|135 724/)
  })

  it.each(['640', '604', '666'])('of mode %s is refused', async (mode) => {
    expect(await verifyWith(`PIN.QES=${pin}\n`, Number.parseInt(mode, 8))).toMatchObject({
      exit: 2,
      json: { error: { code: 'HC_SECRETS_READABLE', exit: 2 } },
    })
  })

  it('without the name is exit 23 where nobody can be asked', async () => {
    expect(await verifyWith(`PIN.CH=${pin}\n`)).toMatchObject({
      exit: 23,
      json: { error: { code: 'HC_PIN_MISSING', exit: 23 } },
    })
  })

  it('has a line for each PIN entry of a batch, and no more than that are used', async () => {
    const inputs = [1, 2, 3].map((i) => desk.file(`brief-${i}.txt`, `${i}`))
    const sign = (lines: number, out: string): Promise<Call> =>
      desk.ehba(['sign', ...inputs, '--out', desk.path(out), '--json', ...card.reader], {
        secrets: { 'PIN.QES': Array.from({ length: lines }, () => pin) },
      })
    expect(await sign(1, 'one')).toMatchObject({ exit: 23, json: { error: { code: 'HC_PIN_MISSING' } } })
    expect(await sign(2, 'two')).toMatchObject({ exit: 0, json: { batch: { signed: 3, pinEntries: 2 } } })
    expect(await sign(3, 'three')).toMatchObject({ exit: 0, json: { batch: { signed: 3, pinEntries: 2 } } })
  })

  it('whose second line is wrong leaves the first sub-batch signed: exit 40', async () => {
    const inputs = [1, 2, 3].map((i) => desk.file(`befund-${i}.txt`, `${i}`))
    const call = await desk.ehba(['sign', ...inputs, '--out', desk.path('partly'), '--json', ...card.reader], {
      secrets: { 'PIN.QES': [pin, '00000001'] },
    })
    expect(call).toMatchObject({
      exit: 40,
      json: {
        batch: { state: 'incomplete', signed: 2, total: 3 },
        documents: [{ state: 'signed' }, { state: 'signed' }, { state: 'pending' }],
        error: { code: 'HC_BATCH_INCOMPLETE', exit: 40, triesLeft: 2 },
      },
    })
    await verifyWith(`PIN.QES=${pin}\n`)
  })

  it('cannot be a file and a descriptor at once, or a file that is not there', async () => {
    const verify = ['pin', 'verify', 'PIN.QES', '--json', ...card.reader, '--secrets-file', desk.path('none')]
    expect(await desk.ehba([...verify, '--secrets-fd', '0'])).toMatchObject({ exit: 2 })
    expect(await desk.ehba(verify)).toMatchObject({ exit: 3, json: { error: { code: 'HC_INPUT_UNUSABLE' } } })
  })
})
