import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Workbench, opensslAcceptsCades } from '../support/openssl.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'
import { TokenStage } from './token-stage.js'

/** Each verb of the table in the README, once, on a real token. */
describe.skipIf(whyNoSoftHsm)('the verbs of the command line on SoftHSM2', () => {
  it('list readers and cards, and show one', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const { modulePath } = stage.room
    const readers = await stage.ehba(`pkcs11:${modulePath}`, ['reader', 'list'])
    expect(readers.json['readers']).toContainEqual({
      name: `pkcs11:${modulePath}?serial=${token.serial}`,
      layer: 'pkcs11',
      card: 'present',
      atr: null,
      pinPad: false,
      backend: modulePath,
    })
    const cards = await stage.ehba(`pkcs11:${modulePath}?token=HBA`, ['card', 'list'])
    expect(cards.json.cards).toMatchObject([
      { kind: 'token', generation: null, iccsn: token.serial, label: 'HBA', holder: { test: true } },
    ])
    const { json } = await stage.ehba(token.reader(), ['card', 'show'])
    expect(json).toMatchObject({
      kind: 'token',
      token: { label: 'HBA', serial: token.serial, mechanisms: ['ecdsa-sha256', 'rsa-pss-sha256', 'rsa-pkcs1-sha256'] },
      pins: [
        { pin: 'PIN.USER', status: 'notVerified', triesLeft: null },
        { pin: 'PIN.SO', status: 'notVerified', triesLeft: null },
      ],
      certificates: [{ file: 'QES', key: 'QES', use: 'qes', state: 'present' }],
      files: [],
    })
  })

  it('find a token by an RFC 7512 URI, and a module by a name', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken('Praxis 1')
    const { modulePath } = stage.room
    const named = { softhsm: modulePath }
    stage.desk.file('config/ehba/config.json', JSON.stringify({ pkcs11Modules: named }))
    for (const reader of [
      `pkcs11:token=Praxis%201;serial=${token.serial}?module-path=${modulePath}`,
      'pkcs11:softhsm?token=Praxis%201',
      `pkcs11:softhsm?slot=${token.slot}`,
      'pkcs11:token=Praxis%201?module-name=softhsm',
      // Debian's p11-kit lists it by that name.
      `pkcs11:softhsm2?serial=${token.serial}`,
    ]) {
      const { json } = await stage.ehba(reader, ['card', 'list'])
      expect(json.cards, reader).toMatchObject([{ iccsn: token.serial }])
    }
    const unknown = await stage.ehba('pkcs11:nobody', ['card', 'list'])
    expect(unknown).toMatchObject({ exit: 10, code: 'HC_READER_NONE' })
    expect(unknown.call.stdout).toContain('softhsm')
    const elsewhere = await stage.ehba('pkcs11:softhsm?token=Nobody', ['card', 'show'])
    expect(elsewhere).toMatchObject({ exit: 11, code: 'HC_CARD_NONE' })
  })

  it('list, show and export certificates', async () => {
    await using stage = new TokenStage()
    const token = await stage.room.addToken()
    const { certificate } = await token.addKey({ id: '01', label: 'QES' })
    await token.addKey({ id: '02', label: 'AUT', certificate: { profile: 'C.HP.AUT' } })
    await token.addKey({ id: '03', label: 'ENC', certificate: { profile: 'C.HP.ENC' } })
    const { json } = await stage.ehba(token.reader(), ['cert', 'list'])
    expect(json['certificates']).toMatchObject([{ use: 'qes' }, { use: 'aut' }, { use: 'enc' }])
    const shown = await stage.ehba(token.reader(), ['cert', 'show', 'QES'])
    expect(shown.json).toMatchObject({ file: 'QES', use: 'qes', test: true })
    const out = stage.desk.path('qes.der')
    await stage.ehba(token.reader(), ['cert', 'export', '--form', 'der', '--out', out])
    expect(new Uint8Array(readFileSync(out))).toEqual(new Uint8Array(certificate ?? []))
  })

  it('prove, change and unblock the PIN', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const pin = (words: readonly string[], secrets: Record<string, string>): ReturnType<TokenStage['ehba']> =>
      stage.ehba(token.reader(), ['pin', ...words], secrets)
    expect(await pin(['verify'], { 'PIN.USER': token.userPin })).toMatchObject({ exit: 0 })
    expect(await pin(['verify', 'SO'], { 'PIN.SO': token.soPin })).toMatchObject({ exit: 0 })
    expect(await pin(['verify'], { 'PIN.USER': '00000000' })).toMatchObject({ exit: 20, triesLeft: null })
    const after = await stage.ehba(token.reader(), ['pin', 'status'])
    // SoftHSM2 tells that a wrong PIN came, and nothing more.
    expect(after.json.pins?.[0]).toMatchObject({ status: 'notVerified', triesLeft: null, triesReduced: true })

    const change = { 'PIN.USER': token.userPin, 'PIN.USER.new': '24681357' }
    expect(await pin(['change'], change)).toMatchObject({ exit: 0 })
    expect(await pin(['verify'], { 'PIN.USER': token.userPin })).toMatchObject({ exit: 20 })
    expect(await pin(['verify'], { 'PIN.USER': '24681357' })).toMatchObject({ exit: 0 })
    expect(await pin(['change', 'PIN.SO'], { 'PIN.SO': token.soPin, 'PIN.SO.new': '11223344' })).toMatchObject({
      exit: 0,
    })
    const unblock = { 'PIN.SO': '11223344', 'PIN.USER.new': '97531246' }
    expect(await pin(['unblock'], unblock)).toMatchObject({ exit: 0, json: { outcome: 'unblockedWithNewPin' } })
    expect(await pin(['verify'], { 'PIN.USER': '97531246' })).toMatchObject({ exit: 0 })
    expect(await pin(['unblock'], { ...unblock, 'PIN.SO': '99999999' })).toMatchObject({
      exit: 20,
      code: 'HC_PIN_WRONG',
    })
  })

  it('sign, resume and verify', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const document = stage.document('letter.pdf')
    const out = stage.desk.path('out')
    const plan = await stage.ehba(token.reader(), ['sign', document, '--out', out, '--dry-run'])
    expect(plan).toMatchObject({ exit: 0, json: { batch: { state: 'planned' } } })
    const signed = await stage.ehba(token.reader(), ['sign', document, '--out', out], { 'PIN.USER': token.userPin })
    expect(signed).toMatchObject({ exit: 0, json: { batch: { state: 'done', pinEntries: 1 } } })
    const signature = readFileSync(`${out}/letter.pdf.p7s`)
    using bench = new Workbench()
    const content = readFileSync(document)
    expect(opensslAcceptsCades(bench, { signature, content, trust: stage.room.trust })).toBe(true)
    const verified = await stage.ehba(token.reader(), [
      'verify',
      `${out}/letter.pdf.p7s`,
      '--content',
      document,
      '--trust',
      stage.room.trust,
    ])
    expect(verified.exit).toBe(0)
  })

  it('look after everything as a doctor', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const { json } = await stage.ehba(token.reader(), ['doctor'])
    const checks = json['checks'] as readonly {
      readonly id: string
      readonly verdict: string
      readonly facts: object
    }[]
    expect(checks.find(({ id }) => id === 'card')).toMatchObject({ verdict: 'ok', facts: { kind: 'token' } })
    expect(checks.find(({ id }) => id === 'pkcs11')).toMatchObject({ verdict: 'ok' })
  })
})
