import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedModule } from '../support/scripted-module.js'
import { SoftHsmRoom } from '../support/softhsm.js'
import type { SoftHsmToken } from '../support/softhsm-token.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'

const FLAGS = { low: 'user PIN count low', final: 'final user PIN try', locked: 'user PIN locked' }

describe.skipIf(whyNoSoftHsm)('a scripted module, used by pkcs11-tool', () => {
  let room: SoftHsmRoom
  let token: SoftHsmToken
  let module: ScriptedModule
  let input: string

  beforeAll(async () => {
    room = new SoftHsmRoom()
    token = await room.addToken()
    await token.addKey({ id: '01', label: 'a', certificate: 'none' })
    await token.addKey({ id: '02', label: 'b', certificate: 'none' })
    input = join(room.folder, 'digest')
    writeFileSync(input, new Uint8Array(32).fill(7))
  })

  beforeEach(() => {
    module = new ScriptedModule()
    return () => {
      module[Symbol.dispose]()
    }
  })

  afterAll(async () => {
    await room[Symbol.asyncDispose]()
  })

  interface Ending {
    readonly exit: number | null
    readonly signal: NodeJS.Signals | null
    readonly output: string
  }

  function tool(args: readonly string[], timeout = 10_000): Promise<Ending> {
    const env = { ...process.env, ...room.env, ...module.env, RIGHT: token.userPin, WRONG: '00000000', SO: token.soPin }
    const words = ['--module', module.modulePath, '--slot', String(token.slot), ...args]
    return new Promise((resolve) => {
      const child = execFile('pkcs11-tool', words, { env, timeout, killSignal: 'SIGKILL' }, (_, stdout, stderr) => {
        resolve({ exit: child.exitCode, signal: child.signalCode, output: stdout + stderr })
      })
    })
  }

  const login = (pin: 'RIGHT' | 'WRONG'): Promise<Ending> => tool(['--login', '--pin', `env:${pin}`, '-O'])
  const sign = (timeout?: number): Promise<Ending> => {
    const files = ['--input-file', input, '--output-file', join(room.folder, 'signature')]
    return tool(['--login', '--pin', 'env:RIGHT', '--sign', '--mechanism', 'ECDSA', '--id', '01', ...files], timeout)
  }
  const verify = async (id: string): Promise<boolean> => {
    const files = ['--input-file', input, '--signature-file', join(room.folder, 'signature')]
    return (await tool(['--verify', '--mechanism', 'ECDSA', '--id', id, ...files])).output.includes(
      'Signature is valid',
    )
  }
  async function flags(): Promise<string> {
    return /token flags *: (.*)/.exec((await tool(['-L'])).output)?.[1] ?? ''
  }

  it('hands everything through where there is no line, and logs each call without a PIN', async () => {
    expect(await sign()).toMatchObject({ exit: 0 })
    expect(await verify('01')).toBe(true)
    const names = module.calls().map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['C_Initialize', 'C_Login', 'C_SignInit', 'C_Sign', 'C_Finalize']))
    expect(module.calls('C_Login')).toMatchObject([{ count: 1, outcome: '0x00000000' }])
  })

  it('counts wrong PINs over processes, locks, and lets the SO begin again', async () => {
    module.tell('tries USER 3', 'tries SO 2')
    expect((await login('WRONG')).output).toContain('CKR_PIN_INCORRECT')
    expect(await flags()).toContain(FLAGS.low)
    expect(await login('RIGHT')).toMatchObject({ exit: 0 })
    expect(await flags()).not.toContain(FLAGS.low)
    await login('WRONG')
    expect((await login('WRONG')).output).toContain('CKR_PIN_INCORRECT')
    expect(await flags()).toContain(FLAGS.final)
    expect((await login('WRONG')).output).toContain('CKR_PIN_LOCKED')
    expect(await flags()).toContain(FLAGS.locked)
    expect((await login('RIGHT')).output).toContain('CKR_PIN_LOCKED')
    const unlock = ['--login', '--login-type', 'so', '--init-pin', '--new-pin', 'env:RIGHT']
    await tool([...unlock, '--so-pin', 'env:WRONG'])
    expect(await flags()).toContain('final SO PIN try')
    expect(await tool([...unlock, '--so-pin', 'env:SO'])).toMatchObject({ exit: 0 })
    expect(await flags()).not.toContain('locked')
    expect(await login('RIGHT')).toMatchObject({ exit: 0 })
  })

  it('wants a transport PIN replaced', async () => {
    module.tell('transport')
    expect(await flags()).toContain('user PIN to be changed')
    expect(await login('RIGHT')).toMatchObject({ exit: 0 })
    module.tell('transport strict')
    expect((await login('RIGHT')).output).toContain('CKR_PIN_EXPIRED')
    // pkcs11-tool logs in before it changes a PIN.
    module.tell('transport')
    const change = ['--change-pin', '--pin', 'env:RIGHT', '--new-pin', 'env:RIGHT']
    expect(await tool(change)).toMatchObject({ exit: 0 })
    module.tell('transport strict')
    expect(await flags()).not.toContain('to be changed')
    expect(await login('RIGHT')).toMatchObject({ exit: 0 })
    module.forget()
    expect(await flags()).toContain('user PIN to be changed')
  })

  it('hangs until it is killed, and says so', async () => {
    module.tell('hang C_Sign')
    const ending = sign(2000)
    await module.called('C_Sign', 'hang')
    expect(await ending).toMatchObject({ signal: 'SIGKILL' })
  })

  it('ends the process in three ways', async () => {
    module.tell('crash C_Sign')
    expect(await sign()).toMatchObject({ signal: 'SIGABRT' })
    module.tell('segfault C_Sign')
    expect(await sign()).toMatchObject({ signal: 'SIGSEGV' })
    module.tell('exit C_Sign 42')
    expect(await sign()).toMatchObject({ exit: 42 })
  })

  it('answers with an error, slowly or loudly, and only the call that is meant', async () => {
    module.tell('slow C_Initialize 300', 'print C_Login licence expires soon')
    const started = performance.now()
    const { output } = await login('RIGHT')
    expect(performance.now() - started).toBeGreaterThan(300)
    expect(output.match(/licence expires soon/g)).toHaveLength(2)
    module.tell('error C_GetTokenInfo 30 2')
    module.clearLog()
    await tool(['-L'])
    expect(module.calls('C_GetTokenInfo').map(({ outcome }) => outcome)).toEqual(['0x00000000', '0x00000030'])
    module.tell('error C_Sign 30')
    expect((await sign()).exit).not.toBe(0)
    expect(module.calls('C_Sign')).toMatchObject([{ outcome: '0x00000030' }])
  })

  it('has its token pulled out in the middle, and put back', async () => {
    module.tell('remove C_Sign')
    expect((await sign()).output).toContain('CKR_DEVICE_REMOVED')
    expect((await tool(['-T'])).output).not.toContain('token label')
    module.tell()
    expect(await sign()).toMatchObject({ exit: 0 })
  })

  it('takes PINs from its own keys alone', async () => {
    module.tell('pinpad', `types ${token.userPin}`)
    expect(await flags()).toContain('PIN pad present')
    expect(await tool(['--login', '-O'])).toMatchObject({ exit: 0 })
    expect((await login('RIGHT')).output).toContain('CKR_ARGUMENTS_BAD')
    module.tell('pinpad', 'types cancel')
    expect((await tool(['--login', '-O'])).output).toContain('CKR_FUNCTION_CANCELED')
    module.tell('pinpad', 'tries USER 3', 'types 00000000')
    expect((await tool(['--login', '-O'])).output).toContain('CKR_PIN_INCORRECT')
    module.tell('pinpad', `types ${token.userPin} 87654321`)
    expect(await tool(['--change-pin'])).toMatchObject({ exit: 0 })
    module.tell('pinpad', `types 87654321 ${token.userPin}`)
    expect(await tool(['--change-pin'])).toMatchObject({ exit: 0 })
  })

  it('hides mechanisms, sets flags, and signs with another key', async () => {
    const mechanisms = async (): Promise<string> => (await tool(['-M'])).output
    expect(await mechanisms()).toMatch(/^ +ECDSA,/m)
    module.tell('mechanisms without 1041,d', 'flags set 2', 'flags clear 1')
    expect(await mechanisms()).not.toMatch(/^ +(ECDSA|RSA-PKCS-PSS),/m)
    expect(await flags()).toMatch(/^(?!.*rng).*readonly/)
    expect((await sign()).exit).not.toBe(0)
    module.tell('wrongkey')
    expect(await sign()).toMatchObject({ exit: 0 })
    expect([await verify('01'), await verify('02')]).toEqual([false, true])
  })
})
