import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ScriptLine } from '../support/scripted-module.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'
import { TokenStage, type Ended } from './token-stage.js'

const BATCH = 6

/** A process that has ended and that nobody has asked for its exit code is still listed. */
function isRunning(pid: number): boolean {
  const path = `/proc/${pid}/stat`
  return existsSync(path) && !/\) [ZX] /.test(readFileSync(path, 'latin1'))
}

async function signBatch(stage: TokenStage, script: ScriptLine): Promise<{ first: Ended; resumed: Ended }> {
  const token = await stage.signingToken()
  const reader = stage.scriptedReader(token)
  const documents = Array.from({ length: BATCH }, (_, i) => stage.document(`d${i}`))
  const pin = { 'PIN.USER': token.userPin }
  stage.scripted.tell(script)
  const first = await stage.ehba(reader, ['sign', ...documents, '--out', stage.desk.path('out')], pin)
  stage.scripted.tell()
  const resumed = await stage.ehba(reader, ['batch', 'resume'], pin)
  return { first, resumed }
}

describe.skipIf(whyNoSoftHsm)('a batch whose module', () => {
  it.each([
    ['crashes', 'crash C_Sign 4', 10, 'HC_READER_NONE'],
    ['ends with a memory fault', 'segfault C_Sign 4', 10, 'HC_READER_NONE'],
    ['calls exit()', 'exit C_Sign 0 4', 10, 'HC_READER_NONE'],
    ['loses its token', 'remove C_Sign 4', 51, 'HC_CARD_REMOVED'],
    ['answers what nobody knows', 'error C_Sign 80001234 4', 13, 'HC_CARD_STATUS_UNKNOWN'],
    ['forgets the login', 'error C_Sign 101 4', 23, 'HC_PIN_MISSING'],
  ] as const)('%s goes on where it stopped', async (_, script, exit, reason) => {
    await using stage = new TokenStage()
    const { first, resumed } = await signBatch(stage, script)
    const partly = ['HC_CARD_STATUS_UNKNOWN', 'HC_PIN_MISSING'].includes(reason)
    expect(first).toMatchObject(partly ? { exit: 40, json: { error: { reason } } } : { exit, code: reason })
    expect(first.json.batch).toMatchObject({ signed: 3, total: BATCH })
    expect(resumed).toMatchObject({ exit: 0, json: { batch: { state: 'done', signed: BATCH } } })
    expect(readdirSync(stage.desk.path('out'))).toHaveLength(BATCH)
  })
})

describe.skipIf(whyNoSoftHsm)('a module', () => {
  it.each([
    ['C_Initialize', 'crash C_Initialize'],
    ['C_GetSlotList', 'segfault C_GetSlotList'],
    ['C_Login', 'exit C_Login 0'],
  ] as const)('that fails in %s takes no program with it', async (_, script) => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    stage.scripted.tell(script)
    const pin = { 'PIN.USER': token.userPin }
    const failed = await stage.ehba(stage.scriptedReader(token), ['pin', 'verify'], pin)
    expect(failed).toMatchObject({ exit: 10, code: 'HC_READER_NONE' })
    stage.scripted.tell()
    expect(await stage.ehba(stage.scriptedReader(token), ['pin', 'verify'], pin)).toMatchObject({ exit: 0 })
  })

  it('that hangs is ended, and one that is slow is not', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const reader = stage.scriptedReader(token)
    stage.scripted.tell('slow C_OpenSession 700')
    expect((await stage.ehba(reader, ['card', 'list'])).json.cards).toMatchObject([{ kind: 'token' }])
    stage.scripted.tell('hang C_OpenSession')
    const listed = await stage.ehba(reader, ['card', 'list'])
    expect(listed.json.cards).toMatchObject([{ kind: 'unknown', code: 'HC_CARD_SILENT' }])
  })

  it('that hangs goes with the program that is killed', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    stage.scripted.tell('hang C_OpenSession')
    const { process: program, ended } = stage.start(stage.scriptedReader(token), ['card', 'show'])
    await stage.scripted.called('C_OpenSession', 'hang')
    const { pid } = stage.scripted.calls('C_OpenSession')[0] ?? { pid: 0 }
    expect(isRunning(pid)).toBe(true)
    program.kill('SIGKILL')
    await ended
    for (let i = 0; i < 100 && isRunning(pid); i++) await wait(20)
    expect(isRunning(pid)).toBe(false)
  })

  it('that talks is not heard', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    stage.scripted.tell('print C_Login noise')
    const { call, exit } = await stage.ehba(stage.scriptedReader(token), ['pin', 'verify'], {
      'PIN.USER': token.userPin,
    })
    expect(exit).toBe(0)
    expect(call.stdout + call.stderr).not.toContain('noise')
  })

  it('that is none, or not there, is named', async () => {
    await using stage = new TokenStage()
    const text = stage.document('no-module.so', 'text')
    const { call, ...none } = await stage.ehba(`pkcs11:${text}`, ['card', 'list'])
    expect(none).toMatchObject({ exit: 10, code: 'HC_READER_NONE' })
    expect(call.stdout).toContain('no-module.so')
    expect(await stage.ehba('pkcs11:/nowhere/m.so', ['reader', 'list'])).toMatchObject({
      exit: 10,
      code: 'HC_READER_NONE',
    })
  })
})
