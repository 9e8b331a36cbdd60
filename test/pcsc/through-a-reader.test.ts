import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { openssl } from '../support/openssl.js'
import { backends, cardIn, missing, ReaderDesk } from './reader-desk.js'

const pin = '135790'

describe.skipIf(missing).each(backends)('a card in a reader, by %s', (backend) => {
  const desk = new Desk()
  let card: SimulatedCard
  let readers: ReaderDesk

  beforeAll(async () => {
    card = await createCard(desk, 'card', 'hba')
    readers = await ReaderDesk.set(desk, backend, [{ name: 'Desk', card: cardIn(card) }, { name: 'Empty' }])
  })
  afterAll(async () => {
    await readers[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
  })

  it('is listed with its reader, without being powered', async () => {
    const { exit, json } = await readers.ehba(['reader', 'list', '--json'])
    expect(exit).toBe(0)
    expect(json).toMatchObject({
      readers: [
        { name: 'Desk 00 00', layer: 'pcsc', card: 'present', atr: '3b909681b1fe451f0391', pinPad: false, backend },
        { name: 'Empty 01 00', layer: 'pcsc', card: 'absent', atr: null, pinPad: false, backend },
      ],
    })
  })

  it('is listed and shown', async () => {
    expect((await readers.ehba(['card', 'list', '--json'])).json).toMatchObject({
      cards: [{ reader: 'Desk 00 00', kind: 'hba', iccsn: card.iccsn }],
    })
    expect((await readers.ehba(['card', 'show', '--json', '--reader', 'Desk'])).json).toMatchObject({
      iccsn: card.iccsn,
      atr: '3b909681b1fe451f0391',
    })
  })

  it('lists, shows and exports its certificates', async () => {
    const { json } = await readers.ehba(['cert', 'list', '--json'])
    const { certificates } = json as unknown as { certificates: readonly { file: string; state: string }[] }
    expect(certificates.find(({ file }) => file === 'EF.C.HP.QES.E256')).toMatchObject({ state: 'present' })
    const shown = await readers.ehba(['cert', 'show', 'EF.C.HP.QES.E256', '--json'])
    expect(shown.json).toMatchObject({ key: 'PrK.HP.QES.E256', use: 'qes' })
    const exported = await readers.ehba(['cert', 'export', 'EF.C.HP.QES.E256'])
    expect(exported.stdout).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
  })

  it('is looked at by the doctor, who spends no try', async () => {
    const { json } = await readers.ehba(['doctor', '--json'])
    const { checks } = json as unknown as { checks: readonly { id: string; verdict: string; facts: object }[] }
    expect(checks.find(({ id }) => id === 'card')).toMatchObject({ verdict: 'ok', facts: { kind: 'hba' } })
  })

  it('is activated, signs 20 documents with one PIN entry, and openssl accepts them', async () => {
    const secrets = {
      'PIN.CH.transport': card.secret('PIN.CH.transport'),
      'PIN.CH.new': pin,
      'PIN.QES.transport': card.secret('PIN.QES.transport'),
      'PIN.QES.new': pin,
    }
    const activated = await readers.ehba(['card', 'activate', '--json'], { secrets })
    expect(activated, activated.stdout).toMatchObject({ exit: 0 })
    const names = Array.from({ length: 20 }, (_, i) => `letter-${i}.txt`)
    for (const name of names) desk.file(name, `letter ${name}`)
    const from = readers.trace.length
    const signed = await readers.ehba(['sign', ...names, '--out', 'signed', '--json'], { secrets: { 'PIN.QES': pin } })
    expect(signed, signed.stdout).toMatchObject({ exit: 0, json: { batch: { signed: 20, pinEntries: 1 } } })
    expect(readers.commands(from).filter((command) => command.startsWith('00200081'))).toHaveLength(1)
    for (const name of names) {
      const { accepted, stderr } = openssl([
        ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', desk.path('signed', `${name}.p7s`)],
        ...['-content', desk.path(name), '-CAfile', card.trust, '-purpose', 'any', '-out', '/dev/null'],
      ])
      expect(accepted, stderr).toBe(true)
    }
    expect(readers.failures).toEqual([])
  })

  it('is reset when the batch has ended, so that no PIN stays verified', async () => {
    const { json } = await readers.ehba(['pin', 'status', '--json'])
    expect(json.pins?.find((entry) => entry.pin === 'PIN.QES')).toMatchObject({ status: 'notVerified' })
  })

  it('is found by its number, and a reader that is not there is named with those that are', async () => {
    expect(await readers.ehba(['card', 'show', '--card', card.telematikId, '--json'])).toMatchObject({ exit: 0 })
    const { exit, stderr } = await readers.ehba(['card', 'show', '--reader', 'Kitchen'])
    expect(exit).toBe(10)
    expect(stderr).toContain('There is: Desk 00 00, Empty 01 00.')
  })
})
