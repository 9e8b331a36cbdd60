import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSignedData } from '../../src/cms/parse-signed-data.js'
import { parseCertificate } from '../../src/certificates/parse-certificate.js'
import { createCard, type Call, type SimulatedCard } from '../support/cli.js'
import { filesBelow } from '../support/leaks.js'
import type { SoftHsmToken } from '../support/softhsm-token.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'
import { TokenStage } from './token-stage.js'

const TELEMATIK_ID = '1-TEST-4711'

describe.skipIf(whyNoSoftHsm)('a token and a simulated card at one computer', () => {
  let stage: TokenStage
  let card: SimulatedCard
  let token: SoftHsmToken
  let tokenCertificate: Uint8Array

  function ehba(words: readonly string[], secrets?: Readonly<Record<string, string>>): Promise<Call> {
    return stage.desk.ehba([...words, '--json'], { env: stage.env, ...(secrets && { secrets }) })
  }

  /** Both, with everything that they need to sign. */
  function sign(...words: readonly string[]): Promise<Call> {
    const args = ['sign', stage.document('letter'), '--out', stage.desk.path('out'), '--force']
    const readers = [...card.reader, '--reader', token.reader()]
    return ehba([...args, ...readers, ...words], {
      'PIN.QES': card.secret('PIN.QES'),
      'PIN.USER': token.userPin,
    })
  }

  function signerIsToken(): boolean {
    const { certificates } = parseSignedData(readFileSync(stage.desk.path('out', 'letter.p7s')))
    return certificates[0]?.fingerprint === parseCertificate(tokenCertificate).fingerprint
  }

  beforeAll(async () => {
    stage = new TokenStage()
    card = await createCard(stage.desk, 'card', 'hba', '--state', 'active')
    token = await stage.room.addToken({ label: 'Praxis' })
    const certificate = { profile: 'C.HP.QES', telematikId: TELEMATIK_ID } as const
    tokenCertificate = (await token.addKey({ id: '01', label: 'QES', certificate })).certificate ?? new Uint8Array()
  })
  afterAll(async () => {
    await stage[Symbol.asyncDispose]()
  })

  it('are listed both', async () => {
    const { json } = await ehba(['card', 'list', ...card.reader, '--reader', token.reader()])
    const cards = (json as unknown as { readonly cards: readonly { readonly kind: string; readonly iccsn: string }[] })
      .cards
    expect(cards.map(({ kind, iccsn }) => ({ kind, iccsn }))).toEqual([
      { kind: 'hba', iccsn: card.iccsn },
      { kind: 'token', iccsn: token.serial },
    ])
  })

  it('are told apart before anything is signed', async () => {
    const { exit, json, stdout } = await sign()
    expect([exit, json.error?.code]).toEqual([12, 'HC_CARD_AMBIGUOUS'])
    expect(stdout).toContain(card.iccsn)
    expect(stdout).toContain(token.serial)
  })

  it('sign by their numbers, and the token by its label and its Telematik-ID', async () => {
    // Of PIN.QES: where not all readers are simulated ones.
    stage.desk.file('config/ehba/config.json', JSON.stringify({ allowSecretsStreamForQes: true }))
    for (const name of [token.serial, 'Praxis', TELEMATIK_ID]) {
      expect((await sign('--card', name)).exit, name).toBe(0)
      expect(signerIsToken(), name).toBe(true)
    }
    expect((await sign('--card', card.iccsn)).exit).toBe(0)
    expect(signerIsToken()).toBe(false)
  })

  it('are chosen by the reader of the configuration, which may be a token', async () => {
    stage.desk.file('config/ehba/config.json', JSON.stringify({ reader: token.reader() }))
    const shown = await ehba(['card', 'show'])
    expect(shown.json).toMatchObject({ kind: 'token', iccsn: token.serial })
    const other = await ehba(['card', 'show', ...card.reader])
    expect(other.json).toMatchObject({ kind: 'hba', iccsn: card.iccsn })
    stage.desk.file('config/ehba/config.json', '{}')
  })

  it.each([
    ['the query of a URI', `pkcs11:token=Praxis?pin-value=`, 'HC_USAGE_SECRET_ARGUMENT'],
    ['its path', `pkcs11:token=Praxis;pin-value=`, undefined],
    ['the query behind a module', `pkcs11:/m.so?pin-value=`, undefined],
  ])('are no place for a PIN: %s is refused, and repeated nowhere', async (_, uri, code) => {
    const pin = '73519402'
    const log = { EHBA_DEBUG: '1', EHBA_LOG_LEVEL: 'debug', EHBA_LOG_FILE: stage.desk.path('ehba.log') }
    for (const json of [['--json'], []]) {
      const words = ['sign', stage.document('letter'), '--reader', `${uri}${pin}`, ...json]
      const call = await stage.desk.ehba(words, { env: { ...stage.env, ...log } })
      expect(call.exit).toBe(2)
      if (code) expect(call.stdout + call.stderr).toContain(code)
      expect(call.stdout + call.stderr).not.toContain(pin)
    }
    const files = filesBelow(stage.desk.folder).filter((path) => readFileSync(path).includes(pin))
    expect(files).toEqual([])
  })
})
