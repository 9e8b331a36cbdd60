import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { SoftHsmToken } from '../support/softhsm-token.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'
import { TokenStage, type Ended } from './token-stage.js'

const DOCUMENTS = 3
const told = {
  en: 'This key wants the PIN for every single document: 3 entries in all.',
  de: 'Dieser Schlüssel verlangt die PIN für jedes einzelne Dokument: insgesamt 3 Eingaben.',
} as const

/** A desk with documents for a key that SoftHSM2 lets make no signature without a login of its own. */
class CarefulStage extends TokenStage {
  /** The PIN is right for the token only. */
  readonly wrong = '00000001'

  async carefulToken(): Promise<SoftHsmToken> {
    const token = await this.room.addToken()
    await token.addKey({ id: '01', label: 'QES', alwaysAuthenticate: true })
    return token
  }

  sign(token: SoftHsmToken, pins: readonly string[], ...words: readonly string[]): Promise<Ended> {
    const documents = Array.from({ length: DOCUMENTS }, (_, i) => this.document(`d${i}`))
    const args = ['sign', ...documents, '--out', this.desk.path('out'), ...words]
    return this.ehba(this.scriptedReader(token), args, this.#lines(pins))
  }

  resume(token: SoftHsmToken, ...pins: readonly string[]): Promise<Ended> {
    return this.ehba(this.scriptedReader(token), ['batch', 'resume'], this.#lines(pins))
  }

  /** Names of the signatures that stand on the desk. */
  written(): string[] {
    return existsSync(this.desk.path('out')) ? readdirSync(this.desk.path('out')).sort() : []
  }

  signatures(): number {
    return this.scripted.calls('C_Sign').length
  }

  #lines(pins: readonly string[]): { 'PIN.USER': readonly string[] } | undefined {
    return pins.length === 0 ? undefined : { 'PIN.USER': pins }
  }
}

describe.skipIf(whyNoSoftHsm)('a key that wants the PIN for each signature', () => {
  it('signs as many documents as there are lines, and the report counts them as PIN entries', async () => {
    await using stage = new CarefulStage()
    const token = await stage.carefulToken()
    const { userPin } = token
    const signed = await stage.sign(token, [userPin, userPin, userPin])
    expect(signed).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: DOCUMENTS, pinEntries: 3 } } })
    expect(signed.call.stderr).toContain(told.en)
    expect(signed.call.stderr).toMatch(/2 of 3 documents\nPIN entry 2 of 3[^]*1 of 3 documents\nPIN entry 3 of 3/)
    expect(stage.written()).toHaveLength(DOCUMENTS)
    // Each entry logs in, and opens one signature: without that SoftHSM2 answers CKR_USER_NOT_LOGGED_IN.
    const calls = stage.scripted.calls().map(({ name }) => name)
    const steps = calls.filter((name) => /^C_(Login|Logout|Sign|SignInit)$/.test(name))
    const entry = ['C_Login', 'C_SignInit', 'C_Login', 'C_Sign', 'C_Logout']
    expect(steps).toEqual([...entry, ...entry, ...entry])
  })

  it('signs nothing where the lines are too few, says so before, and nothing is left to clear up', async () => {
    await using stage = new CarefulStage()
    const token = await stage.carefulToken()
    const { userPin } = token
    const refused = await stage.sign(token, [userPin, userPin], '--lang', 'de')
    expect(refused).toMatchObject({ exit: 23, code: 'HC_PIN_MISSING', json: { batch: { signed: 0, pinEntries: 1 } } })
    expect(refused.call.stderr).toContain(told.de)
    expect(refused.call.stdout).toContain('2-mal gebraucht')
    expect([stage.signatures(), stage.written()]).toEqual([0, []])
    // No batch is open of which nothing is signed: what to do next is the same command.
    expect(await stage.resume(token, userPin, userPin, userPin)).toMatchObject({ exit: 2, code: 'HC_BATCH_UNKNOWN' })
    expect(await stage.sign(token, [userPin, userPin, userPin])).toMatchObject({ exit: 0 })
    expect(stage.signatures()).toBe(DOCUMENTS)
  })

  it('keeps what it signed where a later PIN is wrong; the rest is resumed with as many lines as it takes', async () => {
    await using stage = new CarefulStage()
    const token = await stage.carefulToken()
    const { userPin } = token
    const partly = await stage.sign(token, [userPin, stage.wrong, userPin])
    expect(partly).toMatchObject({ exit: 40, code: 'HC_BATCH_INCOMPLETE', json: { error: { reason: 'HC_PIN_WRONG' } } })
    expect(partly.json.batch).toMatchObject({ state: 'incomplete', signed: 1, total: DOCUMENTS, pinEntries: 1 })
    expect([stage.signatures(), stage.written()]).toEqual([1, ['d0.p7s']])

    const short = await stage.resume(token, userPin)
    expect(short).toMatchObject({ exit: 40, json: { batch: { signed: 1 }, error: { reason: 'HC_PIN_MISSING' } } })
    expect([stage.signatures(), stage.written()]).toEqual([1, ['d0.p7s']])

    const resumed = await stage.resume(token, userPin, userPin)
    expect(resumed).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: DOCUMENTS, pinEntries: 2 } } })
    expect(stage.signatures()).toBe(DOCUMENTS)
    expect(stage.written()).toHaveLength(DOCUMENTS)
  })

  it('is typed at the token: once for the login, and once for the signature', async () => {
    await using stage = new CarefulStage()
    const token = await stage.carefulToken()
    stage.scripted.tell('pinpad', `types ${token.userPin}`)
    const signed = await stage.sign(token, [])
    expect(signed).toMatchObject({ exit: 0, json: { batch: { signed: DOCUMENTS, pinEntries: 3 } } })
    expect(signed.call.stderr.match(/Type at the reader/g)).toHaveLength(DOCUMENTS)
    expect(stage.scripted.calls('C_Login')).toHaveLength(2 * DOCUMENTS)
  })

  it.each([
    ['a wrong PIN', '00000001', { exit: 20, code: 'HC_PIN_WRONG' }],
    ['a cancelled entry', 'cancel', { exit: 23, code: 'HC_PIN_CANCELLED' }],
  ])('calls %s by its name where the signature asks for it, not the login', async (_, typed, ending) => {
    await using stage = new CarefulStage()
    const token = await stage.carefulToken()
    stage.scripted.tell('pinpad', `types ${token.userPin}`, `types ${typed}`)
    expect(await stage.sign(token, [])).toMatchObject(ending)
    expect(stage.signatures()).toBe(0)
    expect(stage.scripted.calls('C_Login')).toHaveLength(2)
  })

  it('is locked by a wrong PIN where the signature asks for it, and that is told', async () => {
    await using stage = new CarefulStage()
    const token = await stage.carefulToken()
    stage.scripted.tell('pinpad', 'tries USER 1', `types ${token.userPin}`, `types ${stage.wrong}`)
    const allowed = await stage.sign(token, [], '--allow-last-try')
    expect(allowed).toMatchObject({ exit: 21, code: 'HC_PIN_BLOCKED', triesLeft: 0 })
    expect(stage.signatures()).toBe(0)
  })
})
