import { expect, it, describe } from 'vitest'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'
import type { SoftHsmToken } from '../support/softhsm-token.js'
import { TokenStage, type Ended } from './token-stage.js'

/** `pin verify` with that value. */
function verify(stage: TokenStage, token: SoftHsmToken, digits: string, ...words: string[]): Promise<Ended> {
  return stage.ehba(stage.scriptedReader(token), ['pin', 'verify', ...words], { 'PIN.USER': digits })
}

describe.skipIf(whyNoSoftHsm)('a token that counts', () => {
  it('is locked by the third wrong PIN, which is sent on an explicit word alone, and unlocked by its officer', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    stage.scripted.tell('tries USER 3')
    expect(await verify(stage, token, '00000001')).toMatchObject({ exit: 20, code: 'HC_PIN_WRONG', triesLeft: null })
    expect(await verify(stage, token, '00000002')).toMatchObject({ exit: 20, code: 'HC_PIN_WRONG', triesLeft: 1 })
    const status = await stage.ehba(stage.scriptedReader(token), ['pin', 'status'])
    expect(status.json.pins?.[0]).toMatchObject({ pin: 'PIN.USER', status: 'notVerified', triesLeft: 1 })
    const logins = stage.scripted.calls('C_Login').length
    expect(await verify(stage, token, token.userPin)).toMatchObject({ exit: 24, code: 'HC_PIN_LAST_TRY', triesLeft: 1 })
    expect(stage.scripted.calls('C_Login')).toHaveLength(logins)
    expect(await verify(stage, token, '00000003', '--allow-last-try')).toMatchObject({
      exit: 21,
      code: 'HC_PIN_BLOCKED',
    })
    expect(await verify(stage, token, token.userPin)).toMatchObject({ exit: 21, triesLeft: 0 })
    expect(stage.scripted.calls('C_Login')).toHaveLength(logins + 1)
    const document = stage.document('a')
    const sign = ['sign', document, '--out', stage.desk.path('out')]
    expect(await stage.ehba(stage.scriptedReader(token), sign, { 'PIN.USER': token.userPin })).toMatchObject({
      exit: 21,
    })

    const unblock = { 'PIN.SO': token.soPin, 'PIN.USER.new': '24681357' }
    expect(await stage.ehba(stage.scriptedReader(token), ['pin', 'unblock'], unblock)).toMatchObject({ exit: 0 })
    expect(await verify(stage, token, '24681357')).toMatchObject({ exit: 0 })
  })

  it('gives the last try to a right PIN, and counts from the start again', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    stage.scripted.tell('tries USER 2')
    expect(await verify(stage, token, '00000001')).toMatchObject({ exit: 20, triesLeft: 1 })
    expect(await verify(stage, token, token.userPin, '--allow-last-try')).toMatchObject({ exit: 0 })
    const { json } = await stage.ehba(stage.scriptedReader(token), ['pin', 'status'])
    expect(json.pins?.[0]).toMatchObject({ status: 'notVerified', triesLeft: null })
    expect(json.pins?.[0]).not.toHaveProperty('triesReduced')
  })

  it('guards the PIN of the security officer as well', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    stage.scripted.tell('tries SO 3')
    const unblock = (so: string, ...words: string[]): Promise<Ended> =>
      stage.ehba(stage.scriptedReader(token), ['pin', 'unblock', ...words], {
        'PIN.SO': so,
        'PIN.USER.new': '24681357',
      })
    expect(await unblock('00000001')).toMatchObject({ exit: 20, code: 'HC_PIN_WRONG', triesLeft: null })
    expect(await unblock('00000002')).toMatchObject({ exit: 20, triesLeft: 1 })
    expect(await unblock(token.soPin)).toMatchObject({ exit: 24 })
    expect(await unblock('00000003', '--allow-last-try')).toMatchObject({ exit: 21, triesLeft: 0 })
    expect(await unblock(token.soPin)).toMatchObject({ exit: 21 })
    const { json } = await stage.ehba(stage.scriptedReader(token), ['pin', 'status'])
    expect(json.pins).toMatchObject([
      { pin: 'PIN.USER', status: 'notVerified' },
      { pin: 'PIN.SO', status: 'blocked' },
    ])
    expect(await verify(stage, token, token.userPin)).toMatchObject({ exit: 0 })
  })

  it('never gets a value of an unchanged file again that it refused, and one that does not fit at all not once', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const file = stage.desk.secretsFile({ 'PIN.USER': '00000001' })
    const words = ['pin', 'verify', '--secrets-file', file]
    expect(await stage.ehba(stage.scriptedReader(token), words)).toMatchObject({ exit: 20, code: 'HC_PIN_WRONG' })
    expect(await stage.ehba(stage.scriptedReader(token), words)).toMatchObject({
      exit: 20,
      code: 'HC_PIN_ALREADY_REFUSED',
    })
    expect(await verify(stage, token, '123')).toMatchObject({ exit: 2, code: 'HC_PIN_FORMAT' })
    expect(stage.scripted.calls('C_Login')).toHaveLength(1)
  })

  it('says by flags alone what state it is in', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const stateWith = async (flags: string): Promise<unknown> => {
      stage.scripted.tell(`flags set ${flags}`)
      return (await stage.ehba(stage.scriptedReader(token), ['pin', 'status'])).json.pins
    }
    expect(await stateWith('10000')).toMatchObject([{ status: 'notVerified', triesLeft: null, triesReduced: true }, {}])
    expect(await stateWith('20000')).toMatchObject([{ status: 'notVerified', triesLeft: 1 }, {}])
    expect(await stateWith('40000')).toMatchObject([{ status: 'blocked', triesLeft: 0 }, {}])
    expect(await stateWith('80000')).toMatchObject([{ status: 'transportPin', triesLeft: null }, {}])
    expect(await stateWith('a0000')).toMatchObject([{ status: 'transportPin', triesLeft: 1 }, {}])
    expect(await stateWith('100000')).toMatchObject([{}, { status: 'notVerified', triesReduced: true }])
    expect(await stateWith('200000')).toMatchObject([{}, { triesLeft: 1 }])
    expect(await stateWith('400000')).toMatchObject([{}, { status: 'blocked' }])
    expect(await stateWith('800000')).toMatchObject([{}, { status: 'transportPin' }])
  })
})

describe.skipIf(whyNoSoftHsm)('a token with an initial PIN', () => {
  it.each(['transport', 'transport strict'] as const)('is activated before it signs (%s)', async (script) => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    stage.scripted.tell(script)
    const reader = stage.scriptedReader(token)
    const sign = (pin: string): Promise<Ended> =>
      stage.ehba(reader, ['sign', stage.document('a'), '--out', stage.desk.path('out')], { 'PIN.USER': pin })
    expect(await sign(token.userPin)).toMatchObject({ exit: 22, code: 'HC_PIN_TRANSPORT_STATE' })
    expect(stage.scripted.calls('C_Login')).toHaveLength(0)
    const activation = { 'PIN.USER.transport': token.userPin, 'PIN.USER.new': '24681357' }
    expect(await stage.ehba(reader, ['card', 'activate'], activation)).toMatchObject({
      exit: 0,
      json: { pins: [{ pin: 'PIN.USER', outcome: 'activated' }] },
    })
    expect(await sign('24681357')).toMatchObject({ exit: 0 })
    expect(await stage.ehba(reader, ['card', 'activate'], {})).toMatchObject({
      json: { pins: [{ outcome: 'alreadyActive' }] },
    })
  })

  it('gets its first PIN from its officer', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    // CKF_USER_PIN_INITIALIZED
    stage.scripted.tell('flags clear 8')
    const reader = stage.scriptedReader(token)
    expect(await verify(stage, token, token.userPin)).toMatchObject({ exit: 22 })
    const { json } = await stage.ehba(reader, ['pin', 'status'])
    expect(json.pins?.[0]).toMatchObject({ status: 'leerPin' })
    expect(await stage.ehba(reader, ['card', 'activate'], { 'PIN.USER.new': '24681357' })).toMatchObject({ exit: 23 })
    const activation = { 'PIN.SO': token.soPin, 'PIN.USER.new': '24681357' }
    expect(await stage.ehba(reader, ['card', 'activate'], activation)).toMatchObject({ exit: 0 })
    stage.scripted.tell()
    expect(await verify(stage, token, '24681357')).toMatchObject({ exit: 0 })
  })
})

describe.skipIf(whyNoSoftHsm)('a token that asks for PINs itself', () => {
  it('gets a null PIN, and the person is sent to its keys', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const reader = stage.scriptedReader(token)
    stage.scripted.tell('pinpad', `types ${token.userPin}`)
    const proved = await stage.ehba(reader, ['pin', 'verify'])
    expect(proved).toMatchObject({ exit: 0 })
    expect(proved.call.stderr).toContain('Type at the reader')
    const signed = await stage.ehba(reader, ['sign', stage.document('a'), '--out', stage.desk.path('out')])
    expect(signed).toMatchObject({ exit: 0 })
    stage.scripted.tell('pinpad', `types ${token.userPin} 24681357`)
    expect(await stage.ehba(reader, ['pin', 'change'])).toMatchObject({ exit: 0 })
    stage.scripted.tell('pinpad', 'types 00000000')
    expect(await stage.ehba(reader, ['pin', 'verify'])).toMatchObject({ exit: 20, code: 'HC_PIN_WRONG' })
    stage.scripted.tell('pinpad', 'types cancel')
    expect(await stage.ehba(reader, ['pin', 'verify'])).toMatchObject({ exit: 23, code: 'HC_PIN_CANCELLED' })
    const { json } = await stage.ehba(reader, ['reader', 'list'])
    expect(json['readers']).toContainEqual(expect.objectContaining({ pinPad: true }))
  })
})
