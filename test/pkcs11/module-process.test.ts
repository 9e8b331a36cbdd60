import { spawn } from 'node:child_process'
import {
  constants,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  verify,
} from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { HOLD_LIFE_LINE } from '../../src/pkcs11/life-line.js'
import { openTokenModule, type TokenModuleOptions } from '../../src/pkcs11/module-process.js'
import type { TokenModule, TokenObject, TokenSession } from '../../src/pkcs11/token-module.js'
import { findInMemory } from '../support/process-memory.js'
import {
  groupOf,
  hostsOf,
  isRunning,
  makeKey,
  makeToken,
  softHsmPath,
  soPin,
  userPin,
  whyNoModules,
} from './small-token.js'
import { type Behaviour, compileModule } from './tiny-module.js'

const folder = mkdtempSync(join(tmpdir(), 'ehba-pkcs11-'))
const open: TokenModule[] = []
let made = 0

function moduleAt(path: string, options?: TokenModuleOptions): TokenModule {
  const module = openTokenModule(path, options)
  open.push(module)
  return module
}

function tiny(behaviour: Behaviour, options?: TokenModuleOptions): TokenModule {
  return moduleAt(compileModule(folder, `tiny-${++made}`, behaviour), options)
}

const builtModule = new URL('../../dist/src/pkcs11/module-process.js', import.meta.url).href
const builtHost = fileURLToPath(new URL('../../dist/program/module-host.cjs', import.meta.url))
const pin = (digits: string): Buffer => Buffer.from(digits)
const document = Buffer.from('Befund')
const digest = createHash('sha256').update(document).digest()
const ecdsa = { name: 'ecdsa' } as const

/** The public key of an object on the token, of which only short forms of DER occur. */
function publicKeyOf(object: TokenObject | undefined): KeyObject {
  const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts)
    return Buffer.concat([Buffer.of(tag, content.length), content])
  }
  const point = object?.ecPoint?.subarray(2) ?? new Uint8Array(0)
  const algorithm = tlv(0x30, Buffer.from('06072a8648ce3d0201', 'hex'), object?.ecParams ?? new Uint8Array(0))
  const key = tlv(0x30, algorithm, tlv(0x03, Buffer.of(0), point))
  return createPublicKey({ key, format: 'der', type: 'spki' })
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((module) => module.close()))
  expect(hostsOf(process.pid)).toEqual([])
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(whyNoModules)(`a module in its own process (${whyNoModules ?? 'SoftHSM2'})`, () => {
  beforeAll(() => {
    makeToken(folder)
    makeKey('EC:prime256v1', '01')
    makeKey('EC:brainpoolP256r1', '02')
    makeKey('rsa:2048', '03', '--usage-sign', '--usage-decrypt')
  })

  const praxis = async (): Promise<TokenSession> => {
    const module = moduleAt(softHsmPath)
    const found = (await module.slots()).find(({ token }) => token?.label === 'Praxis')
    return await module.open(found?.slot ?? '')
  }
  const loggedIn = async (): Promise<TokenSession> => {
    const session = await praxis()
    await session.login('user', pin(userPin))
    return session
  }
  const keyOf = async (session: TokenSession, id: number): Promise<TokenObject> => {
    const [key] = await session.privateKeys(Uint8Array.of(id))
    if (!key) throw new Error(`no key ${id}`)
    return key
  }

  it('tells module, slots, token and mechanisms', async () => {
    const module = moduleAt(softHsmPath)
    expect(await module.facts()).toMatchObject({ cryptokiVersion: '2.40', manufacturer: 'SoftHSM' })
    const [slot] = (await module.slots()).filter(({ token }) => token?.label === 'Praxis')
    expect(slot).toMatchObject({
      removable: false,
      token: { minPinBytes: 4, maxPinBytes: 255, manufacturer: 'SoftHSM project' },
    })
    const mechanisms = await module.mechanisms(slot?.slot ?? '')
    expect(mechanisms).toContainEqual(expect.objectContaining({ type: 0x1041, minKeySize: 112, maxKeySize: 521 }))
  })

  it('shows private keys after the login only, with what they can do', async () => {
    const session = await praxis()
    expect((await session.objects()).map(({ kind }) => kind)).toEqual(['publicKey', 'publicKey', 'publicKey'])
    await session.login('user', pin(userPin))
    const keys = (await session.objects()).filter(({ kind }) => kind === 'privateKey')
    expect(keys).toContainEqual(
      expect.objectContaining({
        label: 'key 01',
        keyType: 3,
        signs: true,
        alwaysAuthenticate: false,
        id: Uint8Array.of(1),
      }),
    )
    await session.logout()
    expect(await session.privateKeys(Uint8Array.of(1))).toEqual([])
  })

  it('tells a wrong PIN by its code, and the flags of the token anew', async () => {
    const session = await praxis()
    await expect(session.login('user', pin('999999'))).rejects.toMatchObject({
      name: 'CryptokiError',
      ckr: 'CKR_PIN_INCORRECT',
      code: 0xa0,
      call: 'C_Login',
    })
    expect((await session.token()).flags & 0x10000).toBe(0x10000)
    await session.login('user', pin(userPin))
    expect((await session.token()).flags & 0x10000).toBe(0)
    await expect(session.login('user', pin(userPin))).rejects.toMatchObject({ ckr: 'CKR_USER_ALREADY_LOGGED_IN' })
  })

  it('passes PIN bytes on as they are, and lets the security officer set them anew', async () => {
    const odd = Uint8Array.of(0xff, 0xfe, 0x80, 0xc0, 0x41)
    const session = await praxis()
    await session.setPin(pin(userPin), odd)
    await session.login('user', odd)
    await session.logout()
    await session.login('so', pin(soPin))
    await session.initPin(pin(userPin))
    await session.logout()
    await expect(session.login('user', odd)).rejects.toMatchObject({ ckr: 'CKR_PIN_INCORRECT' })
    await session.login('user', pin(userPin))
  })

  it.each([
    [1, 'prime256v1'],
    [2, 'brainpoolP256r1'],
  ])('signs with the key %i on %s', async (id) => {
    const session = await loggedIn()
    const { handle } = await keyOf(session, id)
    const signature = await session.sign(handle, ecdsa, digest)
    const publicKey = (await session.objects()).find((one) => one.kind === 'publicKey' && one.id[0] === id)
    const key = publicKeyOf(publicKey)
    expect(verify('sha256', document, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
  })

  it('signs with RSA, also after a search and beside a second session', async () => {
    const session = await loggedIn()
    const { handle } = await keyOf(session, 3)
    expect(await session.sign(handle, { name: 'rsaPssSha256' }, digest)).toHaveLength(256)
    expect(await session.sign(handle, { name: 'rsaPkcs1' }, digest)).toHaveLength(256)
    await expect(session.sign(handle, ecdsa, digest)).rejects.toMatchObject({ name: 'CryptokiError' })
    expect(await session.sign(handle, { name: 'rsaPkcs1' }, digest)).toHaveLength(256)
  })

  it('deciphers', async () => {
    const session = await loggedIn()
    const { handle, modulus, publicExponent } = await keyOf(session, 3)
    const [n = '', e = ''] = [modulus, publicExponent].map((part) => Buffer.from(part ?? []).toString('base64url'))
    const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })
    const cipher = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('Schlüssel'))
    expect(Buffer.from(await session.decipher(handle, 'pkcs1', cipher)).toString()).toBe('Schlüssel')
    // SoftHSM knows OAEP with SHA-1 alone; the operation does not stay open.
    await expect(session.decipher(handle, 'oaepSha256', cipher)).rejects.toMatchObject({ call: 'C_DecryptInit' })
    expect(await session.sign(handle, { name: 'rsaPkcs1' }, digest)).toHaveLength(256)
  })

  it('derives the x coordinate that the other side comes to', async () => {
    const session = await loggedIn()
    makeKey('EC:prime256v1', '04', '--usage-derive')
    const { handle } = await keyOf(session, 4)
    const own = (await session.objects()).find((one) => one.kind === 'publicKey' && one.id[0] === 4)
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const point = other.publicKey.export({ format: 'der', type: 'spki' }).subarray(-65)
    const expected = diffieHellman({ privateKey: other.privateKey, publicKey: publicKeyOf(own) })
    expect(Buffer.from(await session.derive(handle, point))).toEqual(expected)
  })

  it('lets go of a session that is closed, and of all when the module is closed', async () => {
    const session = await loggedIn()
    await session.close()
    await session.close()
    await expect(session.objects()).rejects.toMatchObject({ ckr: 'CKR_SESSION_HANDLE_INVALID', call: 'C_FindObjects' })
    const other = await praxis()
    const [module] = open.splice(-1)
    await module?.close()
    await expect(other.token()).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
    await other.close()
    expect(await module?.facts()).toMatchObject({ manufacturer: 'SoftHSM' })
    await module?.close()
  })

  it('answers calls in the order in which they were made', async () => {
    const session = await loggedIn()
    const { handle } = await keyOf(session, 1)
    const answers: number[] = []
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => session.sign(handle, ecdsa, digest).then(() => answers.push(i))),
    )
    expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })
})

describe.skipIf(whyNoModules)('a module that misbehaves', () => {
  const signing = async (behaviour: Behaviour, options?: TokenModuleOptions): Promise<[TokenModule, TokenSession]> => {
    const module = tiny(behaviour, options)
    return [module, await module.open('7')]
  }

  it('is ended when it does not come back in time, and begins anew with the next call', async () => {
    const [module, session] = await signing({ sign: 'for (;;) pause();' }, { patienceMs: 1_000 })
    const [before] = hostsOf(process.pid)
    await expect(session.sign('1', ecdsa, digest)).rejects.toMatchObject({
      code: 'HC_CARD_SILENT',
      data: { reader: module.path, call: 'C_Sign' },
    })
    await expect(session.token()).rejects.toMatchObject({ code: 'HC_CARD_REMOVED', data: { reader: module.path } })
    expect(await module.slots()).toHaveLength(1)
    expect(hostsOf(process.pid)).not.toContain(before)
  })

  it('tells calls that wait behind one that hangs', async () => {
    const [module, session] = await signing({ sign: 'for (;;);' }, { patienceMs: 1_000 })
    const [sign, token, slots] = await Promise.allSettled([
      session.sign('1', ecdsa, digest),
      session.token(),
      module.slots(),
    ])
    expect(sign).toMatchObject({ reason: { code: 'HC_CARD_SILENT' } })
    expect(token).toMatchObject({ reason: { code: 'HC_CARD_REMOVED' } })
    expect(slots).toMatchObject({ status: 'fulfilled' })
  })

  it.each([
    ['abort();', 'signal SIGABRT'],
    ['*(volatile int *)0 = 1;', 'signal SIGSEGV'],
    ['exit(3);', 'exit code 3'],
    ['_exit(4);', 'exit code 4'],
  ])('tells how it ended: %s', async (sign, why) => {
    const [module, session] = await signing({ sign })
    await expect(session.sign('1', ecdsa, digest)).rejects.toMatchObject({
      code: 'HC_READER_NONE',
      data: { reader: module.path, problem: 'moduleFailed', why },
    })
    await expect(session.sign('1', ecdsa, digest)).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
    expect(await module.facts()).toMatchObject({ cryptokiVersion: '2.40' })
  })

  it.each<[string, Behaviour, string]>([
    ['has no C_GetFunctionList', { entry: 'C_SomethingElse' }, 'C_GetFunctionList'],
    ['refuses C_Initialize', { initialize: 'return 0x30;' }, 'C_Initialize: CKR_DEVICE_ERROR'],
  ])('is unusable when it %s', async (_, behaviour, why) => {
    const module = tiny(behaviour)
    await expect(module.slots()).rejects.toMatchObject({
      code: 'HC_READER_NONE',
      data: { reader: module.path, problem: 'moduleUnusable', why: expect.stringContaining(why) as unknown },
    })
  })

  it.each(['/nowhere/libvendor.so', fileURLToPath(import.meta.url)])(
    'is unusable when it is no library: %s',
    async (path) => {
      const data = { problem: 'moduleUnusable', reader: path }
      await expect(moduleAt(path).facts()).rejects.toMatchObject({ code: 'HC_READER_NONE', data })
    },
  )

  it('is ended when it hangs before it has begun, or asks for the list of slots', async () => {
    for (const [behaviour, call] of [
      [{ initialize: 'for (;;) pause();' }, 'C_Initialize'],
      [{ slotList: 'for (;;) pause();' }, 'C_GetSlotList'],
    ] as const) {
      const slots = tiny(behaviour, { patienceMs: 500 }).slots()
      await expect(slots).rejects.toMatchObject({ code: 'HC_CARD_SILENT', data: { call } })
    }
  })

  it('begins without locks where it has none, and where somebody has begun it', async () => {
    expect(await tiny({ initialize: 'if (args->flags) return 0x0a;' }).slots()).toHaveLength(1)
    expect(await tiny({ initialize: 'return 0x191;' }).slots()).toHaveLength(1)
  })

  it('is heard on our line alone, and its texts without control characters', async () => {
    expect((await tiny({}).facts()).manufacturer).toBe('Tiny \ufffd[1')
    const said = `for (int i = 0; i < 100000; i++) puts("noise"); fflush(0);`
    expect(await tiny({ slotList: said }).slots()).toMatchObject([{ token: { minPinBytes: null, maxPinBytes: null } }])
  })

  it('counts as failed when something else than an answer comes over the line', async () => {
    const module = tiny({ slotList: 'write(3, "\\377\\377\\377\\377 vendor", 11);' })
    await expect(module.slots()).rejects.toMatchObject({ data: { problem: 'moduleFailed' } })
  })

  it('is closed while it hangs', { timeout: 20_000 }, async () => {
    const [module, session] = await signing({ sign: 'for (;;) pause();' })
    const sign = expect(session.sign('1', ecdsa, digest)).rejects.toMatchObject({ code: 'HC_CARD_REMOVED' })
    await wait(100)
    await module.close()
    await sign
  })

  it('gets no PIN where the reader has keys of its own', async () => {
    const [, session] = await signing({ login: 'return pin == 0 && length == 0 ? 0 : 0xa0;' })
    await session.login('user', null)
    await expect(session.login('user', pin('123456'))).rejects.toMatchObject({ ckr: 'CKR_PIN_INCORRECT' })
    await expect(session.login('so', pin(''))).rejects.toMatchObject({ ckr: 'CKR_PIN_INCORRECT' })
  })

  it('gives a call the deadline that was asked for', async () => {
    const [, session] = await signing({ login: 'for (;;) pause();' })
    await expect(session.login('user', pin('1'), 300)).rejects.toMatchObject({ code: 'HC_CARD_SILENT' })
  })

  it('is not ended for an answer that came while we slept ourselves', async () => {
    const [, session] = await signing({ sign: 'usleep(200000);' }, { patienceMs: 600 })
    const sign = session.sign('1', ecdsa, digest)
    await wait(50)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500)
    expect(await sign).toHaveLength(64)
  })

  it('signs on after an operation that stayed open', async () => {
    const tooSmall = 'if (calls++ == 0) return 0x150;'
    const [, session] = await signing({ sign: tooSmall })
    await expect(session.sign('1', ecdsa, digest)).rejects.toMatchObject({ ckr: 'CKR_BUFFER_TOO_SMALL' })
    expect(await session.sign('1', ecdsa, digest)).toHaveLength(64)
  })

  it('opens one signature by a PIN, and not two; a wrong PIN leaves none open', async () => {
    const login = 'return user == 2 && (length != 6 || memcmp(pin, "123456", 6)) ? 0xa0 : 0;'
    const [, session] = await signing({
      login,
      signInit: 'calls++;',
      sign: 'signature[0] = calls; *room = 1; active = 0; return 0;',
    })
    await session.authorise('1', ecdsa, pin('123456'))
    expect(await session.sign('1', ecdsa, digest)).toEqual(Uint8Array.of(1))
    expect(await session.sign('1', ecdsa, digest)).toEqual(Uint8Array.of(2))
    await expect(session.authorise('1', ecdsa, pin('000000'))).rejects.toMatchObject({ ckr: 'CKR_PIN_INCORRECT' })
    await session.authorise('1', ecdsa, pin('123456'))
    expect(await session.sign('2', ecdsa, digest)).toEqual(Uint8Array.of(5))
  })

  it('opens a session for reading on a token that is write-protected', async () => {
    const [, session] = await signing({ openSession: 'if (flags & 2) return 0xe2;' })
    expect(await session.sign('1', ecdsa, digest)).toHaveLength(64)
  })

  it('may list objects without end, and lack every attribute', async () => {
    const endless = 'for (U i = 0; i < most; i++) list[i] = ++calls; *found = most; return 0;'
    const [, session] = await signing({ findObjects: endless })
    const objects = await session.objects()
    expect(objects).toHaveLength(4096)
    expect(objects[0]).toEqual({ handle: '1', kind: 'certificate', label: '', id: new Uint8Array(0) })
  })

  it('keeps what it has of attributes where one is missing', async () => {
    const findObjects = '*found = calls++ == 0; list[0] = 9; return 0;'
    const attributeValue = `
      for (U i = 0; i < count; i++) {
        if (list[i].type != 3 && list[i].type != 0x11) return 0x12;
        if (list[i].value) memcpy(list[i].value, "abc", 3);
        list[i].length = 3;
      }
      return 0;`
    const [, session] = await signing({ findObjects, attributeValue })
    const [certificate] = await session.objects()
    expect(certificate).toMatchObject({
      label: 'abc',
      value: Uint8Array.from(Buffer.from('abc')),
      id: new Uint8Array(0),
    })
  })

  it.each([
    ['of ours', '', new Set()],
    ['but those that the module makes', 'memcpy(pin_seen, pin, length);', new Set(['PIN'])],
  ])('keeps no copies of a PIN %s', { timeout: 60_000 }, async (_, login, found) => {
    // Made up here, so that it stands in no file that a process reads.
    const secret = Buffer.from(`Kennwort ${process.pid}`).reverse()
    const [, session] = await signing({ login })
    await session.login('user', secret)
    const [host = 0] = hostsOf(process.pid)
    expect(await findInMemory(host, new Map([['PIN', secret]]))).toEqual(found)
  })

  it('ends with a program that is killed, also while it hangs', async () => {
    const library = compileModule(folder, 'hangs', { slotList: 'for (;;) pause();' })
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { openTokenModule } from '${builtModule}'; await openTokenModule('${library}').slots()`,
      ],
      { stdio: 'ignore' },
    )
    const pid = parent.pid ?? 0
    await expect.poll(() => hostsOf(pid), { timeout: 10_000 }).toHaveLength(1)
    const [host = 0] = hostsOf(pid)
    // Time to get into the call that hangs.
    await wait(1_000)
    const besides = groupOf(host)
    expect(besides).toHaveLength(2)
    parent.kill('SIGKILL')
    await expect.poll(() => besides.filter(isRunning), { timeout: 5_000 }).toEqual([])
  })

  it('holds its life line itself where no shell does', async () => {
    const library = compileModule(folder, 'hangs-at-once', { initialize: 'for (;;) pause();' })
    const child = spawn(process.execPath, [builtHost, library, HOLD_LIFE_LINE], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    })
    const [line, life] = child.stdio.slice(3) as [Socket, Socket]
    const ended = once(child, 'exit')
    await once(line, 'data')
    // Time to get into the call that hangs.
    await wait(500)
    expect(child.exitCode ?? child.signalCode).toBeNull()
    life.destroy()
    expect(await ended).toEqual([null, 'SIGKILL'])
    line.destroy()
  })

  it('leaves nobody at the life line of a process that has ended', async () => {
    const [module, session] = await signing({})
    const [host = 0] = hostsOf(process.pid)
    const besides = groupOf(host)
    expect(besides).toHaveLength(2)
    expect(await session.sign('1', ecdsa, digest)).toHaveLength(64)
    await module.close()
    // Within less than the shell would wait for a program that was killed.
    await expect.poll(() => besides.filter(isRunning), { timeout: 900, interval: 20 }).toEqual([])
  })

  it('does not end by a signal that is meant for the program', async () => {
    const [, session] = await signing({})
    const [host = 0] = hostsOf(process.pid)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(host, signal)
    expect(await session.sign('1', ecdsa, digest)).toHaveLength(64)
  })

  it('does not keep a program that has nothing else to do', async () => {
    const library = compileModule(folder, 'quiet', {})
    const script = `import { openTokenModule } from '${builtModule}'; const slots = await openTokenModule('${library}').slots(); process.exitCode = 40 + slots.length`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
    expect(await new Promise((resolve) => parent.once('exit', resolve))).toBe(41)
  })
})
