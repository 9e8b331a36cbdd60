import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseStory } from '../../simulator/reader/faults/parse-story.js'
import { Desk, type Answer } from '../support/cli.js'
import { opensslAcceptsCades, Workbench } from '../support/openssl.js'
import { authorityExtensions, issue } from '../support/openssl-pki.js'
import { OpenscRoom, whyNoOpensc } from '../support/opensc-room.js'
import { pkcs15Secrets, pkcs15Token } from '../support/pkcs15-card/known-tokens.js'
import { ScHsmCard } from '../support/pkcs15-card/sc-hsm-card.js'
import type { Secrets } from '../support/secrets.js'

const PIN = '123456'
const SO_PIN = '3537363231383830'
const SERIAL = '80276883110000777777'

/** A SmartCard-HSM with a key for documents, one that wants the PIN for each of them, and an RSA key. */
function signingCard(bench: Workbench): { readonly card: ScHsmCard; readonly trust: string } {
  const root = issue(bench, { subject: '/C=DE/CN=Root TEST-ONLY', extensions: authorityExtensions })
  const kinds = [
    { id: '01', name: 'SIG', key: 'brainpoolP256r1' },
    { id: '02', name: 'QES', key: 'brainpoolP256r1', eachSignature: true },
    { id: '03', name: 'RSA', key: 'rsa' },
  ] as const
  const keys = kinds.map(({ key, ...kind }) => {
    const { privateKey, certificate } = issue(bench, { subject: `/C=DE/CN=${kind.name} TEST-ONLY`, issuer: root, key })
    return { ...kind, privateKey, certificate: certificate.der }
  })
  const card = new ScHsmCard({ label: 'Praxis', serial: SERIAL, pin: PIN, soPin: SO_PIN, keys })
  return { card, trust: root.certificateFile }
}

/** The program at a card in a reader, through opensc-pkcs11.so. */
async function run(desk: Desk, room: OpenscRoom, words: readonly string[], secrets?: Secrets) {
  const args = ['--reader', `pkcs11:${room.modulePath}`, '--json', ...words]
  const { exit, json, stderr } = await desk.ehba(args, { env: room.env, ...(secrets && { secrets }) })
  return { exit, stderr, json: json as Answer & Readonly<Record<string, unknown>>, code: json.error?.code }
}

describe.skipIf(whyNoOpensc)('the verbs of the command line on a SmartCard-HSM through OpenSC', () => {
  const bench = new Workbench()
  const desk = new Desk()
  let card: ScHsmCard
  let trust: string
  let room: OpenscRoom
  const ehba = (words: readonly string[], secrets?: Secrets) => run(desk, room, words, secrets)

  beforeAll(async () => {
    ;({ card, trust } = signingCard(bench))
    room = await OpenscRoom.open({ card: card.source, drivers: ['sc-hsm'] })
  })
  afterAll(async () => {
    await room[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
    bench[Symbol.dispose]()
  })

  it('list the reader and the card, show it, and examine it', async () => {
    const readers = await ehba(['reader', 'list'])
    expect(readers.json['readers']).toMatchObject([{ layer: 'pkcs11', card: 'present', pinPad: false }])
    const cards = await ehba(['card', 'list'])
    expect(cards.json.cards).toMatchObject([{ kind: 'token', iccsn: expect.any(String) as string }])
    const shown = await ehba(['card', 'show'])
    expect(shown.json).toMatchObject({ token: { mechanisms: ['ecdsa-sha256', 'rsa-pss-sha256', 'rsa-pkcs1-sha256'] } })
    const { json } = await ehba(['doctor'])
    const checks = json['checks'] as readonly {
      readonly id: string
      readonly verdict: string
      readonly facts: object
    }[]
    expect(checks.find(({ id }) => id === 'card')).toMatchObject({ verdict: 'ok', facts: { kind: 'token' } })
  })

  it('list, show and export certificates', async () => {
    const { json } = await ehba(['cert', 'list'])
    expect(json['certificates']).toMatchObject([{ key: 'QES' }, { key: 'RSA' }, { key: 'SIG' }])
    expect((await ehba(['cert', 'show', 'SIG'])).json).toMatchObject({ use: 'sig', state: 'present' })
    expect((await ehba(['cert', 'export', 'SIG'])).json).toMatchObject({ name: 'SIG', form: 'pem' })
  })

  it.each(['SIG', 'RSA'])('sign with one PIN entry (%s), accepted by openssl', async (key) => {
    const documents = ['a', 'b', 'c'].map((name) => desk.file(name, `content ${name}`))
    const out = desk.path(`out-${key}`)
    const signed = await ehba(['sign', ...documents, '--out', out, '--key', key], { 'PIN.USER': PIN })
    expect(signed).toMatchObject({ exit: 0, json: { batch: { state: 'done', pinEntries: 1 } } })
    const verdicts = documents.map((path) => {
      const signature = readFileSync(`${out}/${path.slice(-1)}.p7s`)
      return opensslAcceptsCades(bench, { signature, content: readFileSync(path), trust })
    })
    expect(verdicts).toEqual([true, true, true])
  })

  it('ask for the PIN of each document where the key wants it', async () => {
    const documents = ['a', 'b'].map((name) => desk.file(name, `content ${name}`))
    const out = desk.path('out-each')
    const sign = ['sign', ...documents, '--out', out, '--key', 'QES']
    expect(await ehba(sign, { 'PIN.USER': PIN })).toMatchObject({ exit: 23, code: 'HC_PIN_MISSING' })
    expect(card.signatures.has('QES')).toBe(false)
    const signed = await ehba([...sign, '--force'], { 'PIN.USER': [PIN, PIN] })
    expect(signed).toMatchObject({ exit: 0, json: { batch: { state: 'done', pinEntries: 2 } } })
  })

  it('go on with a batch whose card was pulled', async () => {
    const documents = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => desk.file(name, `content ${name}`))
    const sign = ['sign', ...documents, '--out', desk.path('out-pulled'), '--key', 'SIG']
    const { length } = room.exchanges()
    expect(await ehba([...sign, '--dry-run'])).toMatchObject({ exit: 0 })
    const before = room.exchanges().length - length
    // The login and some signatures come after what a dry run sends.
    room.running.bench.tell('Desk', parseStory(`at command ${before + 6} pull\n`))
    const pulled = await room.moveCard(() => ehba(sign, { 'PIN.USER': PIN }))
    expect([10, 40, 51]).toContain(pulled.exit)
    expect(pulled.json.batch?.signed).toBeLessThan(documents.length)
    room.running.bench.tell('Desk', parseStory(''))
    await room.moveCard(() => room.running.bench.insert('Desk'))
    expect(await ehba(['batch', 'resume'], { 'PIN.USER': PIN })).toMatchObject({
      exit: 0,
      json: { batch: { state: 'done', signed: documents.length } },
    })
    expect(card.pin.triesLeft).toBe(3)
  })

  it('prove, change and unblock the PIN, and keep its last try', async () => {
    expect(await ehba(['pin', 'verify'], { 'PIN.USER': PIN })).toMatchObject({ exit: 0 })
    expect(await ehba(['pin', 'change'], { 'PIN.USER': PIN, 'PIN.USER.new': '654321' })).toMatchObject({ exit: 0 })
    expect(await ehba(['pin', 'verify'], { 'PIN.USER': '111111' })).toMatchObject({ exit: 20 })
    const { json } = await ehba(['pin', 'status'])
    expect(json.pins?.[0]).toMatchObject({ pin: 'PIN.USER', status: 'notVerified', triesReduced: true })
    expect(await ehba(['pin', 'verify'], { 'PIN.USER': '222222' })).toMatchObject({
      exit: 20,
      json: { error: { triesLeft: 1 } },
    })
    expect(await ehba(['pin', 'verify'], { 'PIN.USER': '654321' })).toMatchObject({ exit: 24 })
    expect(card.pin.triesLeft).toBe(1)
    const last = ['pin', 'verify', '--allow-last-try']
    expect(await ehba(last, { 'PIN.USER': '333333' })).toMatchObject({ exit: 21, code: 'HC_PIN_BLOCKED' })
    expect(await ehba(['pin', 'verify'], { 'PIN.USER': '654321' })).toMatchObject({ exit: 21 })
    const unblock = { 'PIN.SO': SO_PIN, 'PIN.USER.new': PIN }
    expect(await ehba(['pin', 'unblock'], unblock)).toMatchObject({ exit: 0 })
    expect(await ehba(['pin', 'verify'], { 'PIN.USER': PIN })).toMatchObject({ exit: 0 })
  })
})

describe.skipIf(whyNoOpensc)('a card of PKCS#15 alone through OpenSC', () => {
  it('is guarded, also where flags are forgotten with the process that saw them', async () => {
    using bench = new Workbench()
    using desk = new Desk()
    const { card } = pkcs15Token(bench)
    await using room = await OpenscRoom.open({ card: card.source, drivers: ['default'] })
    const verify = (digits: string, ...words: string[]) =>
      run(desk, room, ['pin', 'verify', '--card', 'Known token (PIN.CH)', ...words], { 'PIN.USER': digits })
    expect(await verify('111111')).toMatchObject({ exit: 20 })
    expect(await verify('222222')).toMatchObject({ exit: 20, json: { error: { triesLeft: 1 } } })
    // OpenSC says nothing of it to a new process: it is our memory that keeps the last try.
    expect(await verify(pkcs15Secrets['PIN.CH'])).toMatchObject({ exit: 24 })
    expect(await verify('333333', '--allow-last-try')).toMatchObject({ exit: 21 })
    expect(await verify(pkcs15Secrets['PIN.CH'])).toMatchObject({ exit: 21 })
  })

  it('lacks what it takes to sign, by name and before any PIN', async () => {
    using bench = new Workbench()
    using desk = new Desk()
    const { card } = pkcs15Token(bench)
    await using room = await OpenscRoom.open({ card: card.source, drivers: ['default'] })
    const words = ['sign', desk.file('a', 'a'), '--out', desk.path('out'), '--key', 'AUT']
    const refused = await run(desk, room, [...words, '--card', 'Known token (PIN.CH)'], {})
    expect(refused).toMatchObject({ exit: 13, code: 'HC_CARD_OPERATION_REFUSED' })
    expect(JSON.stringify(refused.json)).toContain('CKM_ECDSA')
  })
})
