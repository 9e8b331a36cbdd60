import { createHash } from 'node:crypto'
import { appendFileSync, chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createCard, Desk, type Call, type SimulatedCard } from '../../support/cli.js'
import { whenChanged } from '../../support/when-changed.js'

const wrongPin = { 'PIN.QES': '00000001' }
const modeOf = (path: string): number => statSync(path).mode & 0o777
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

function triesLeftOn(desk: Desk, { image }: SimulatedCard, ...words: string[]): Promise<number | undefined> {
  return desk
    .ehba(['sim', 'list', image, '--json', ...words])
    .then(({ json }) => json.cards?.[0]?.passwords['DF.QES/PIN.QES']?.triesLeft)
}

describe('sim create', () => {
  it('writes image, letter, secrets, root and test CA for their owner alone', async () => {
    using desk = new Desk()
    const { folder } = await createCard(desk, 'card', 'hba')
    expect(readdirSync(folder).sort()).toEqual(
      expect.arrayContaining(['ca', 'card.xml', 'pin-letter.txt', 'secrets', 'trust.pem']),
    )
    expect(modeOf(folder)).toBe(0o700)
    for (const name of ['card.xml', 'pin-letter.txt', 'secrets']) expect(modeOf(`${folder}/${name}`)).toBe(0o600)
  })

  it('knows a new card’s Transport-PINs and PUKs, and of an active card the PINs too', async () => {
    using desk = new Desk()
    const names = async (...words: string[]): Promise<string[]> => {
      const { folder } = await createCard(desk, words.join('-'), ...words)
      const lines = readFileSync(`${folder}/secrets`, 'utf8').split('\n')
      return lines.filter((line) => /^PIN\.(?:CH|QES|SMC)/.test(line)).map((line) => line.replace(/=\d+$/, ''))
    }
    expect(await names('hba')).toEqual(['PIN.CH.transport', 'PIN.CH.puk', 'PIN.QES.transport', 'PIN.QES.puk'])
    expect(await names('smcb')).toEqual(['PIN.SMC.transport', 'PIN.SMC.puk'])
    expect(await names('smcb', '--state', 'active')).toContain('PIN.SMC')
    expect(await names('hba', '--state', 'active')).toEqual(expect.arrayContaining(['PIN.CH', 'PIN.QES']))
  })

  it('leaves a folder that exists alone, unless it is told --force', async () => {
    using desk = new Desk()
    const { image } = await createCard(desk, 'card', 'hba')
    const before = sha256(image)
    const again = ['sim', 'create', 'hba', '--out', desk.path('card'), '--json']
    expect(await desk.ehba(again)).toMatchObject({ exit: 3, json: { error: { code: 'HC_OUTPUT_EXISTS' } } })
    expect(sha256(image)).toBe(before)
    expect(await desk.ehba([...again, '--force'])).toMatchObject({ exit: 0 })
    expect(sha256(image)).not.toBe(before)
  })

  it.each([
    ['arzt', '1.2.276.0.76.4.50'],
    ['zahnarzt', '1.2.276.0.76.4.51'],
    ['psychotherapeut', '1.2.276.0.76.4.52'],
    ['apotheker', '1.2.276.0.76.4.54'],
  ])('makes an SMC-B for a practice of %s with the profession OID %s', async (profession, professionOid) => {
    using desk = new Desk()
    const { reader } = await createCard(desk, 'card', 'smcb', '--profession', profession)
    expect((await desk.ehba(['cert', 'show', '--json', ...reader])).json).toMatchObject({ professionOid, test: true })
  })
})

describe('the state of a simulated card', () => {
  it('lies beside the image, for its owner alone; the image is never written', async () => {
    using desk = new Desk()
    const card = await createCard(desk, 'card', 'hba', '--state', 'active')
    const before = sha256(card.image)
    await desk.ehba(['pin', 'verify', 'qes', ...card.reader], { secrets: wrongPin })
    expect(await triesLeftOn(desk, card)).toBe(2)
    expect(modeOf(`${card.image}.state`)).toBe(0o600)
    expect(sha256(card.image)).toBe(before)
  })

  it('lies in the state folder, under the hash of the image, where nobody may write beside the image', async () => {
    using desk = new Desk()
    const made = await createCard(desk, 'made', 'hba', '--state', 'active')
    const image = desk.file('read-only/card.xml', readFileSync(made.image), 0o444)
    chmodSync(desk.path('read-only'), 0o555)
    await desk.ehba(['pin', 'verify', 'qes', '--reader', `sim:${image}`], { secrets: wrongPin })
    expect(modeOf(desk.path('state/ehba/sim', sha256(image)))).toBe(0o600)
    expect(readdirSync(desk.path('read-only'))).toEqual(['card.xml'])
    expect(await triesLeftOn(desk, { ...made, image })).toBe(2)
  })

  it('lies where --sim-state says: one image, two cards', async () => {
    using desk = new Desk()
    const card = await createCard(desk, 'card', 'hba', '--state', 'active')
    const other = ['--sim-state', desk.path('other.state')]
    await desk.ehba(['pin', 'verify', 'qes', ...card.reader, ...other], { secrets: wrongPin })
    expect([await triesLeftOn(desk, card), await triesLeftOn(desk, card, ...other)]).toEqual([3, 2])
  })

  it('belongs to its image: with another one it is refused with exit 3, and stays as it is', async () => {
    using desk = new Desk()
    const card = await createCard(desk, 'card', 'hba', '--state', 'active')
    await desk.ehba(['pin', 'status', ...card.reader])
    const state = sha256(`${card.image}.state`)
    appendFileSync(card.image, '\n')
    const refused = await desk.ehba(['pin', 'status', '--json', ...card.reader])
    expect(refused).toMatchObject({ exit: 3, json: { error: { code: 'HC_SIM_STATE_INVALID', exit: 3 } } })
    expect(sha256(`${card.image}.state`)).toBe(state)
  })

  it('that is damaged is refused with exit 3', async () => {
    using desk = new Desk()
    const card = await createCard(desk, 'card', 'hba')
    desk.file('card/card.xml.state', 'not a state\nat all\n', 0o600)
    const refused = await desk.ehba(['pin', 'status', '--json', ...card.reader])
    expect(refused).toMatchObject({ exit: 3, json: { error: { code: 'HC_SIM_STATE_INVALID', exit: 3 } } })
  })
})

describe('a card that another process uses', () => {
  it('is told with exit 50, waited for with --wait, and free as soon as its user is killed', async () => {
    using desk = new Desk()
    const card = await createCard(desk, 'card', 'hba', '--state', 'active')
    const state = `${card.image}.state`
    const inUse = whenChanged(card.folder, () => existsSync(state) && readFileSync(state).includes('retryCounter'))
    const verify = ['pin', 'verify', 'qes', '--sim-delay', 'verify=60s', ...card.reader]
    const { process: user, ended } = desk.start(verify, { secrets: wrongPin })
    await inUse

    const status = ['pin', 'status', '--json', ...card.reader]
    expect(await desk.ehba(status)).toMatchObject({ exit: 50, json: { error: { code: 'HC_CARD_BUSY', exit: 50 } } })
    const listed = await desk.ehba(['sim', 'list', card.image, '--json'])
    expect(listed.json.cards).toMatchObject([{ code: 'HC_CARD_BUSY' }])
    const waiting = desk.ehba([...status, '--wait', '30'])
    user.kill('SIGKILL')
    expect((await ended).exit).toBeNull()
    expect((await waiting).exit).toBe(0)
    expect((await desk.ehba(status)).exit).toBe(0)
  })
})

describe('a simulated card with a seed and a clock', () => {
  it('signs the same document to the same bytes', async () => {
    using desk = new Desk()
    const card = await createCard(desk, 'card', 'hba', '--state', 'active')
    copyFileSync(card.image, desk.path('twin.xml'))
    desk.file('brief.txt', 'Befund')
    const sign = async (image: string, seed: string): Promise<Buffer> => {
      const out = desk.path(`${image}-${seed}`)
      const fixed = [
        '--sim-seed',
        seed,
        '--sim-clock',
        new Date(Date.now() + 3_600_000).toISOString().slice(0, 13) + ':00Z',
      ]
      await desk.ehba(['sign', 'brief.txt', '--out', out, '--reader', `sim:${image}`, ...fixed], {
        secrets: { 'PIN.QES': card.secret('PIN.QES') },
      })
      return readFileSync(`${out}/brief.txt.p7s`)
    }
    const [first, twin] = [await sign('card/card.xml', '7'), await sign('twin.xml', '7')]
    expect(first.equals(twin)).toBe(true)
    expect(existsSync(desk.path('twin.xml.state'))).toBe(true)
  })

  it('takes at least as long for a signature as --sim-delay says', async () => {
    using desk = new Desk()
    const card = await createCard(desk, 'card', 'hba', '--state', 'active')
    desk.file('brief.txt', 'Befund')
    const words = ['sign', 'brief.txt', '--out', 'out', '--sim-delay', 'sign=200ms', '--trace', desk.path('trace')]
    const call: Call = await desk.ehba([...words, ...card.reader], { secrets: { 'PIN.QES': card.secret('PIN.QES') } })
    expect(call.exit).toBe(0)
    const entries = readFileSync(desk.path('trace'), 'utf8').trimEnd().split('\n')
    const exchanges = entries.map((line) => JSON.parse(line) as { readonly name: string; readonly us: number })
    const signature = exchanges.find(({ name }) => name === 'PSO COMPUTE DIGITAL SIGNATURE')
    expect(signature?.us).toBeGreaterThanOrEqual(199_000)
  })
})
