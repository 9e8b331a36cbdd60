import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCard, Desk, type Call, type Secrets, type SimulatedCard } from '../support/cli.js'
import { opensslAcceptsCades, Workbench } from '../support/openssl.js'
import { whenChanged } from '../support/when-changed.js'
import { whyNoReaders } from '../support/why-no-readers.js'
import { TwinInReader } from './twin-in-reader.js'
import { whyNoTwin } from './why-no-twin.js'

const LETTERS = 20
const names = Array.from({ length: LETTERS }, (_, i) => `brief-${String(i).padStart(2, '0')}.txt`)
const PINS: Secrets = { 'PIN.CH.new': '246810', 'PIN.QES.new': '135790' }

describe.skipIf(whyNoTwin ?? whyNoReaders)('the program with the twin behind a real pcscd', () => {
  const desk = new Desk()
  const bench = new Workbench()
  let card: SimulatedCard
  let reader: TwinInReader
  let cards = 0

  beforeEach(async () => {
    card = await createCard(desk, `card-${++cards}`, 'hba')
    // The reader is a real one as far as the program knows: a stream for PIN.QES needs the word of an administrator.
    desk.file('config/ehba/config.json', JSON.stringify({ allowSecretsStreamForQes: true }))
    reader = await TwinInReader.start({ image: card.image })
  })
  afterEach(() => reader.close())
  afterAll(() => {
    bench[Symbol.dispose]()
    desk[Symbol.dispose]()
  })

  function ehba(words: readonly string[], secrets?: Secrets): Promise<Call> {
    const env = { PCSCLITE_CSOCK_NAME: reader.socketPath }
    return desk.ehba([...words, '--reader', reader.readerName, '--json'], { env, ...(secrets && { secrets }) })
  }
  async function activate(): Promise<void> {
    const transport = {
      'PIN.CH.transport': card.secret('PIN.CH.transport'),
      'PIN.QES.transport': card.secret('PIN.QES.transport'),
    }
    const { exit } = await ehba(['card', 'activate'], { ...transport, ...PINS })
    expect(exit).toBe(0)
  }
  function letters(): string[] {
    return names.map((name) => desk.file(`in/${name}`, `Befund zu ${name}: unauffällig\n`))
  }

  it('activates it, signs twenty letters with one PIN entry, and openssl and verify accept them all', async () => {
    await activate()
    desk.file('out/.keep', '')
    const out = desk.path('out')
    const signed = await ehba(['sign', ...letters(), '--out', out], { 'PIN.QES': '135790' })
    expect(signed).toMatchObject({ exit: 0, json: { batch: { signed: LETTERS, total: LETTERS, pinEntries: 1 } } })
    for (const name of names) {
      const signature = readFileSync(desk.path('out', `${name}.p7s`))
      const content = readFileSync(desk.path('in', name))
      expect(opensslAcceptsCades(bench, { signature, content, trust: card.trust })).toBe(true)
    }
    const files = names.map((name) => desk.path('out', `${name}.p7s`))
    const verified = await desk.ehba(['verify', ...files, '--trust', card.trust, '--content', desk.path('in')])
    expect(verified.exit).toBe(0)
  })

  it('finds it blocked after it was out of the reader, unblocks it by the PUK, and signs', async () => {
    await activate()
    const [letter = ''] = letters()
    for (const triesLeft of [2, 1, 0]) {
      const { exit, json } = await ehba(['pin', 'verify', 'PIN.QES', '--allow-last-try'], { 'PIN.QES': '999999' })
      expect(exit).not.toBe(0)
      expect(json.error).toMatchObject({ triesLeft })
    }
    await reader.pull()
    await reader.insert({ image: card.image })
    const blocked = await ehba(['pin', 'status'])
    expect(blocked.json.pins).toContainEqual(expect.objectContaining({ pin: 'PIN.QES', status: 'blocked' }))
    const unblocked = await ehba(['pin', 'unblock', 'PIN.QES'], { 'PIN.QES.puk': card.secret('PIN.QES.puk') })
    expect(unblocked.exit).toBe(0)
    const folder = desk.path(`after-${cards}`)
    desk.file(`after-${cards}/.keep`, '')
    const signed = await ehba(['sign', letter, '--out', folder], { 'PIN.QES': '135790' })
    expect(signed.exit).toBe(0)
    expect(readdirSync(folder)).toContain(`${names[0] ?? ''}.p7s`)
  })

  it('signs 254 letters of one batch, which goes on where the card was pulled out', async () => {
    await activate()
    const many = Array.from({ length: 254 }, (_, i) => desk.file(`many/${i}.txt`, `Befund ${i}\n`))
    desk.file('all/.keep', '')
    const out = desk.path('all')
    const outputs = (): number => readdirSync(out).filter((name) => name.endsWith('.p7s')).length
    const lost = ehba(['sign', ...many, '--out', out], { 'PIN.QES': '135790' })
    await whenChanged(out, () => outputs() >= 10)
    await reader.pull()
    expect(await lost).toMatchObject({ exit: 51 })
    expect(outputs()).toBeLessThan(254)
    await reader.insert({ image: card.image })
    expect(await ehba(['batch', 'resume'], { 'PIN.QES': '135790' })).toMatchObject({
      exit: 0,
      json: { batch: { state: 'done', signed: 254, total: 254 } },
    })
    expect(outputs()).toBe(254)
    const { signatures, passwords } = (await desk.counters(card)) ?? {}
    // At most the one that was on its way has no output.
    expect([254, 255]).toContain(signatures?.['DF.QES/PrK.HP.QES.E256'])
    expect(passwords?.['DF.QES/PIN.QES']).toMatchObject({ triesLeft: 3, verified: 2 })
  }, 180_000)
})
