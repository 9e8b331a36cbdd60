import { beforeEach, describe, expect, it } from 'vitest'
import { fileCardMemory } from '../../src/storage/file-card-memory.js'
import { newCard, newDesk, typist, wrong, type Desk, type DeskCard } from './run-ehba.js'

let desk: Desk
let card: DeskCard

beforeEach(async () => {
  desk = newDesk()
  card = await newCard(desk, 'new', 'hba')
})

const activate = ['card', 'activate'] as const
const enter = (digits: string): string => `${digits}\r`

function letter(name: string): string {
  return enter(card.secret(name))
}

describe('activation at the terminal', () => {
  it('asks for each value by the name in the letter, the new ones twice, and shows no digit', async () => {
    const console = typist(
      letter('PIN.CH.transport'),
      enter('24681357'),
      enter('24681357'),
      letter('PIN.QES.transport'),
      enter('13572468'),
      enter('13572468'),
    )
    const { exit, out, err } = await desk.ehba([...activate, ...card.reader], { console })
    expect(exit).toBe(0)
    const shown = console.shown()
    expect(shown).toContain('Transport-PIN for the Karten-PIN (PIN.CH), 5 digits, tries left: unknown')
    expect(shown).toContain('New Signatur-PIN (PIN.QES), 6 to 8 digits')
    expect(shown).toContain('New Signatur-PIN (PIN.QES), once more')
    for (const secret of ['24681357', '13572468', card.secret('PIN.QES.transport')]) {
      expect(shown + out + err).not.toContain(secret)
    }
  })

  it('asks again where the two entries differ or have the wrong length, and uses no try for it', async () => {
    const console = typist(
      enter('123'),
      letter('PIN.CH.transport'),
      enter('24681357'),
      enter('24681358'),
      enter('24681357'),
      enter('24681357'),
      letter('PIN.QES.transport'),
      enter('13572468'),
      enter('13572468'),
    )
    expect((await desk.ehba([...activate, ...card.reader], { console })).exit).toBe(0)
    expect(console.shown()).toContain('It must be 5 digits. Nothing was sent to the card.')
    expect(console.shown()).toContain('The two entries differ.')
  })

  it('after an interrupted change lets the person choose which value to try', async () => {
    const { data } = await desk.json(['pin', 'status', ...card.reader])
    const { iccsn } = data['card'] as { iccsn: string }
    await fileCardMemory(desk.path('state/ehba')).remember(iccsn, 'PIN.QES', { changeInterrupted: true })
    const secrets = [card.line('PIN.CH.transport'), 'PIN.CH.new=24681357']
    const console = typist('1\r', letter('PIN.QES.transport'), enter('13572468'), enter('13572468'))
    const { exit } = await desk.ehba([...activate, ...card.reader], { secrets, console })
    expect(exit).toBe(0)
    expect(console.shown()).toContain('either the Transport-PIN of the letter or the new PIN chosen then')
  })
})

describe('entries', () => {
  beforeEach(async () => {
    card = await newCard(desk, 'active', 'hba', '--state', 'active')
  })

  const verify = ['pin', 'verify', 'qes'] as const

  it('understand Backspace, Ctrl-U and keys with escape sequences', async () => {
    const pin = card.secret('PIN.QES')
    const console = typist(`99\u0015${pin}7\u007f\u001b[3~\u001bOP\r`)
    expect((await desk.ehba([...verify, ...card.reader], { console })).exit).toBe(0)
  })

  it.each([
    ['Ctrl-C', '12\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('are cancelled by %s with exit 23 and no try used', async (_, keys) => {
    const { exit, err } = await desk.ehba([...verify, ...card.reader], { console: typist(keys) })
    expect(exit).toBe(23)
    expect(err).toContain('HC_PIN_CANCELLED')
    const { data } = await desk.json(['pin', 'status', ...card.reader])
    expect(data['pins']).toContainEqual(expect.objectContaining({ pin: 'PIN.QES', triesLeft: 3 }))
  })

  it('with a letter among the digits are not sent, and a Backspace takes the letter back', async () => {
    const pin = card.secret('PIN.QES')
    const console = typist(`q${pin.slice(1)}\r`, `${pin.slice(0, 4)}q\u007f${pin.slice(4)}\r`)
    expect((await desk.ehba([...verify, ...card.reader], { console })).exit).toBe(0)
    expect(console.shown()).toContain('Nothing was sent to the card.')
  })

  it('after a lone Escape key are taken whole', async () => {
    const console = typist(`\u001b${enter(card.secret('PIN.QES'))}`)
    expect((await desk.ehba([...verify, ...card.reader], { console })).exit).toBe(0)
  })

  it('end by themselves when nobody types', async () => {
    const { exit, err } = await desk.ehba([...verify, ...card.reader], { console: typist() })
    expect(exit).toBe(23)
    expect(err).toContain('two minutes')
  })

  it('end with exit 41 when the program is asked to stop', async () => {
    const signal = AbortSignal.abort()
    const { exit } = await desk.ehba([...verify, ...card.reader], { console: typist(), signal })
    expect(exit).toBe(41)
  })

  it('that are wrong may be repeated, down to the last try', async () => {
    const pin = card.secret('PIN.QES')
    const console = typist(enter(wrong(pin)), 'y', enter(pin))
    expect((await desk.ehba([...verify, ...card.reader], { console })).exit).toBe(0)
    expect(console.shown()).toContain('Tries left: 2. Try again? [y/N]')
  })

  it('that are wrong are not repeated without a yes', async () => {
    const console = typist(enter(wrong(card.secret('PIN.QES'))), 'n')
    expect((await desk.json([...verify, ...card.reader], { console })).error).toMatchObject({ exit: 20, triesLeft: 2 })
  })

  it('come from the person where the stream lacks them', async () => {
    const console = typist(enter('24681357'), enter('24681357'))
    const { exit } = await desk.ehba(['pin', 'change', 'qes', ...card.reader], {
      secrets: [card.line('PIN.QES')],
      console,
    })
    expect(exit).toBe(0)
  })
})

describe('two cards that fit', () => {
  it('are offered to the person', async () => {
    const other = await newCard(desk, 'other', 'smcb', '--state', 'active')
    const console = typist('2\r')
    const { exit, out } = await desk.ehba(['pin', 'status', ...card.reader, ...other.reader], { console })
    expect(exit).toBe(0)
    expect(console.shown()).toMatch(/1 {2}80276\d{15} {2}HBA[\s\S]*2 {2}80276\d{15} {2}SMC-B/)
    expect(out).toContain('PIN der SMC-B (PIN.SMC)')
  })
})
