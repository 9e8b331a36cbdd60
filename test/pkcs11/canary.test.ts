import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Secrets } from '../support/cli.js'
import { findSecret } from '../support/find-secret.js'
import { filesBelow, leaksIn } from '../support/leaks.js'
import { findInMemory } from '../support/process-memory.js'
import type { SoftHsmToken } from '../support/softhsm-token.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'
import { TokenStage } from './token-stage.js'

/** Which secrets, and the number of the token, stand in the memory of the program and of its module's process. */
interface Found {
  readonly program: ReadonlySet<string>
  readonly module: ReadonlySet<string>
}

const NUMBER = 'the number of the token'

describe.skipIf(whyNoSoftHsm)('the PINs of tokens', () => {
  /** Everything that was seen of processes besides their output and the files at the desk: name → content. */
  const seen = new Map<string, Buffer>()
  /** Every secret by what it is, so that a leak tells its name and not its value. */
  const canaries = new Map<string, string>()
  let stage: TokenStage
  let token: SoftHsmToken
  let reader: string
  /** The PINs as they are now. */
  const now = { user: '', so: '' }

  const canary = (name: string): string => {
    const digits = `${randomInt(10_000_000, 100_000_000)}`
    canaries.set(name, digits)
    return digits
  }
  const newSo = canary('new PIN.SO')
  const newUser = canary('new PIN.USER')
  const byOfficer = canary('PIN.USER set by the officer')
  const activated = canary('PIN.USER of an activation')
  const typedNew = canary('new PIN.USER typed at the token')
  const wrong = canary('wrong PIN')

  /** Runs the program with everything on that talks; its exit code. */
  async function ehba(words: readonly string[], secrets?: Secrets, json = true): Promise<number | null> {
    return (await start(words, secrets, json).ended).exit
  }

  function start(words: readonly string[], secrets?: Secrets, json = true): ReturnType<typeof stage.desk.start> {
    const args = [...words, '--reader', reader, '--trace', stage.desk.path('trace.jsonl'), ...(json ? ['--json'] : [])]
    const log = {
      EHBA_DEBUG: '1',
      EHBA_LOG_LEVEL: 'debug',
      ...(json && { EHBA_LOG_FILE: stage.desk.path('ehba.log') }),
    }
    return stage.desk.start(args, { env: { ...stage.env, ...log }, ...(secrets && { secrets }) })
  }

  /** Looks for PINs in both processes while the module hangs, and ends them. */
  async function whileHanging(
    script: `hang C_${string}`,
    words: readonly string[],
    secrets: Readonly<Record<string, string>>,
    wanted = [...canaries].filter(([, digits]) => Object.values(secrets).includes(digits)),
  ): Promise<Found> {
    const name = script.split(' ')[1] as `C_${string}`
    stage.scripted.clearLog()
    stage.scripted.tell(script)
    const { process: program, ended } = start(words, secrets)
    await Promise.race([stage.scripted.called(name, 'hang'), ended])
    const module = stage.scripted.calls(name).find(({ outcome }) => outcome === 'hang')?.pid ?? NaN
    const needles = new Map(wanted.flatMap(([secret, digits]) => formsOf(secret, digits)))
    needles.set(NUMBER, Buffer.from(token.serial))
    const found = {
      program: await findInMemory(program.pid ?? NaN, needles),
      module: await findInMemory(module, needles),
    }
    for (const [what, pid] of Object.entries({ program: program.pid, module })) {
      for (const file of ['cmdline', 'environ']) {
        const content = readFileSync(`/proc/${pid}/${file}`)
        expect(content.length).toBeGreaterThan(0)
        seen.set(`/proc/PID/${file} of the ${what} in ${script}`, content)
      }
    }
    program.kill('SIGKILL')
    await ended
    stage.scripted.tell()
    return found
  }

  beforeAll(async () => {
    stage = new TokenStage()
    token = await stage.signingToken()
    reader = stage.scriptedReader(token)
    Object.assign(now, { user: token.userPin, so: token.soPin })
    for (const [name, digits] of stage.room.secrets) canaries.set(name, digits)
  })
  afterAll(async () => {
    await stage[Symbol.asyncDispose]()
  })

  it('from a file are verified, changed, reset, refused, and sign', async () => {
    const sign = ['sign', stage.document('a'), '--out', stage.desk.path('out'), '--force']
    expect(await ehba(['pin', 'verify'], { 'PIN.USER': wrong }, false)).toBe(20)
    expect(await ehba(['pin', 'verify', 'PIN.SO'], { 'PIN.SO': wrong })).toBe(20)
    expect(await ehba(['pin', 'change'], { 'PIN.USER': wrong, 'PIN.USER.new': newUser }, false)).toBe(20)
    expect(await ehba(['pin', 'change', 'PIN.SO'], { 'PIN.SO': now.so, 'PIN.SO.new': newSo })).toBe(0)
    now.so = newSo
    expect(await ehba(['pin', 'change'], { 'PIN.USER': now.user, 'PIN.USER.new': newUser })).toBe(0)
    expect(await ehba(['pin', 'unblock'], { 'PIN.SO': wrong, 'PIN.USER.new': byOfficer }, false)).toBe(20)
    expect(await ehba(['pin', 'unblock'], { 'PIN.SO': now.so, 'PIN.USER.new': byOfficer })).toBe(0)
    now.user = byOfficer
    // Its PIN has been changed, as far as the script knows.
    stage.scripted.forget()
    stage.scripted.tell('transport')
    const activation = { 'PIN.USER.transport': now.user, 'PIN.USER.new': activated }
    expect(await ehba(['card', 'activate'], activation)).toBe(0)
    now.user = activated
    stage.scripted.tell()
    expect(await ehba(sign, { 'PIN.USER': wrong })).toBe(20)
    expect(await ehba(sign, { 'PIN.USER': now.user }, false)).toBe(0)
  })

  it('typed at the token are verified, changed, refused, and sign', async () => {
    const sign = ['sign', stage.document('a'), '--out', stage.desk.path('out'), '--force']
    stage.scripted.tell('pinpad', `types ${wrong}`)
    expect(await ehba(['pin', 'verify'])).toBe(20)
    stage.scripted.tell('pinpad', `types ${now.user} ${typedNew}`)
    expect(await ehba(['pin', 'change'], undefined, false)).toBe(0)
    now.user = typedNew
    stage.scripted.tell('pinpad', `types ${now.user}`)
    expect(await ehba(sign, undefined, false)).toBe(0)
  })

  it('go down with a module that crashes', async () => {
    const change = { 'PIN.USER': now.user, 'PIN.USER.new': newUser }
    stage.scripted.tell('crash C_Login')
    expect(await ehba(['pin', 'verify'], { 'PIN.USER': now.user }, false)).toBe(10)
    stage.scripted.tell('segfault C_SetPIN')
    expect(await ehba(['pin', 'change'], change)).toBe(10)
    stage.scripted.tell()
  })

  it('are in both memories while the token compares them: they would be found', async () => {
    const { program, module } = await whileHanging('hang C_Login', ['pin', 'verify'], { 'PIN.USER': now.user })
    const text = 'new PIN.USER typed at the token as text'
    expect([...program].sort()).toEqual([text, NUMBER].sort())
    expect([...module].sort()).toEqual([text, NUMBER].sort())
  })

  it('are looked for in a change, too', async () => {
    const change = { 'PIN.USER': now.user, 'PIN.USER.new': newUser }
    const { program } = await whileHanging('hang C_SetPIN', ['pin', 'change'], change)
    expect(program).toContain('new PIN.USER as text')
  })

  it('are in neither memory any more while a batch is signed', async () => {
    // SoftHSM 2.6.1 keeps no PIN after C_Login, so that the memory of its process tells what ours leaves there.
    const sign = ['sign', stage.document('a'), stage.document('b'), '--out', stage.desk.path('out'), '--force']
    const { program, module } = await whileHanging('hang C_Sign', sign, { 'PIN.USER': now.user }, [...canaries])
    expect([...program]).toEqual([NUMBER])
    expect([...module]).toEqual([NUMBER])
  })

  it('stand in no output, trace, log, state, or entry in /proc', () => {
    const files = filesBelow(stage.desk.folder).filter((path) => !/\/secrets-\d+$/.test(path))
    expect(files).toContain(stage.desk.path('ehba.log'))
    expect(files.some((path) => path.startsWith(stage.desk.path('state')))).toBe(true)
    for (const path of files) seen.set(path, readFileSync(path))
    for (const [number, { stdout, stderr }] of stage.desk.calls.entries()) {
      seen.set(`output of call ${number}`, Buffer.from(stdout + stderr))
    }
    expect(stage.desk.calls.length).toBeGreaterThan(15)
    expect(leaksIn(canaries, seen)).toEqual([])
    const secrets = filesBelow(stage.desk.folder).filter((path) => /\/secrets-\d+$/.test(path))
    expect(secrets.some((path) => findSecret(wrong, readFileSync(path)).includes('text'))).toBe(true)
  })
})

/** A secret as it can stand in a memory: as digits of one or two bytes each, and as their hex. */
function formsOf(name: string, digits: string): [string, Buffer][] {
  return [
    [`${name} as text`, Buffer.from(digits)],
    [`${name} as text of two bytes a character`, Buffer.from(digits, 'utf16le')],
    [`${name} as hex`, Buffer.from(Buffer.from(digits).toString('hex'))],
  ]
}
