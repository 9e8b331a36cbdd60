import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { isHealthCardError } from '../../../src/errors/health-card-error.js'
import { fileCardMemory } from '../../../src/storage/file-card-memory.js'
import { openLineFile } from '../../../src/storage/line-file.js'
import { readSecrets } from '../../../src/storage/read-secrets.js'
import { fileRefusedEntries } from '../../../src/storage/refused-entries.js'
import { stateFolder } from '../../../src/storage/state-folder.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ehba-state-'))
})

const iccsn = '80276883110000220885'

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (isHealthCardError(error)) return error.code
    throw error
  }
  return 'none'
}

describe('stateFolder', () => {
  it('follows XDG_STATE_HOME where it is an absolute path', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/var/state' })).toBe('/var/state/ehba')
    expect(stateFolder({ XDG_STATE_HOME: 'state' })).toMatch(/\/\.local\/state\/ehba$/)
    expect(stateFolder({})).toMatch(/\/\.local\/state\/ehba$/)
  })
})

describe('fileCardMemory', () => {
  it('remembers per card and secret, across objects, and forgets with an empty record', async () => {
    const memory = fileCardMemory(folder)
    expect(await memory.recall(iccsn, 'PIN.QES')).toEqual({})
    await memory.remember(iccsn, 'PIN.QES', { triesLeft: 2, changeInterrupted: true })
    await memory.remember(iccsn, 'PIN.QES.puk', { triesLeft: 9 })
    expect(await fileCardMemory(folder).recall(iccsn, 'PIN.QES')).toEqual({ triesLeft: 2, changeInterrupted: true })
    await memory.remember(iccsn, 'PIN.QES', {})
    expect(await memory.recall(iccsn, 'PIN.QES')).toEqual({})
    expect(await memory.recall(iccsn, 'PIN.QES.puk')).toEqual({ triesLeft: 9 })
    expect(await memory.recall('80276883110000220886', 'PIN.QES.puk')).toEqual({})
  })

  it('keeps its files closed to everybody else and makes none to forget nothing', async () => {
    await fileCardMemory(folder).remember(iccsn, 'PIN.QES', {})
    expect(readdirSync(folder)).toEqual([])
    await fileCardMemory(folder).remember(iccsn, 'PIN.QES', { triesLeft: 1 })
    expect(statSync(join(folder, 'cards')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, `cards/${iccsn}.json`)).mode & 0o777).toBe(0o600)
  })

  it('lets no card number leave its folder', async () => {
    await fileCardMemory(folder).remember('../../x', 'PIN.QES', { triesLeft: 1 })
    expect(readdirSync(join(folder, 'cards'))).toEqual(['_______.json'])
  })

  it.each([
    '',
    '{',
    '[]',
    '{"schemaVersion":2,"secrets":{}}',
    '{"schemaVersion":1,"secrets":{"PIN.QES":3}}',
    '{"schemaVersion":1,"secrets":{"PIN.QES":{"triesLeft":"1"}}}',
    '{"schemaVersion":1,"secrets":{"PIN.QES":{"triesLeft":null}}}',
    '{"schemaVersion":1,"secrets":{"PIN.QES":{"triesLeft":1.5}}}',
    '{"schemaVersion":1,"secrets":{"PIN.QES":{"triesLeft":-1}}}',
    '{"schemaVersion":1,"secrets":{"PIN.QES":{"changeInterrupted":"yes"}}}',
  ])('says that its file is damaged where it reads %j, and does not guess', async (text) => {
    mkdirSync(join(folder, 'cards'))
    writeFileSync(join(folder, `cards/${iccsn}.json`), text)
    expect(await codeOf(fileCardMemory(folder).recall(iccsn, 'PIN.QES'))).toBe('HC_INPUT_UNUSABLE')
  })

  it('says that the state folder cannot be written', async () => {
    writeFileSync(join(folder, 'cards'), '')
    expect(await codeOf(fileCardMemory(folder).remember(iccsn, 'PIN.QES', { triesLeft: 1 }))).toBe('HC_INPUT_UNUSABLE')
  })
})

describe('fileRefusedEntries', () => {
  it('knows an entry by file, card and name, in every later process', async () => {
    const entry = { file: '1:2:3:4:5', iccsn, secret: 'PIN.QES' }
    expect(await fileRefusedEntries(folder).isRefused(entry)).toBe(false)
    await fileRefusedEntries(folder).refuse(entry)
    await fileRefusedEntries(folder).refuse(entry)
    expect(await fileRefusedEntries(folder).isRefused(entry)).toBe(true)
    expect(await fileRefusedEntries(folder).isRefused({ ...entry, file: '1:2:3:4:6' })).toBe(false)
    expect(await fileRefusedEntries(folder).isRefused({ ...entry, secret: 'PIN.QES.puk' })).toBe(false)
    expect(await fileRefusedEntries(folder).isRefused({ ...entry, iccsn: '1' })).toBe(false)
  })
})

describe('readSecrets', () => {
  function secrets(mode: number): string {
    const path = join(folder, 'secrets')
    writeFileSync(path, 'PIN.QES=123456\n')
    chmodSync(path, mode)
    return path
  }

  it('reads a file and an open descriptor, with a fingerprint that follows the file', async () => {
    const file = secrets(0o600)
    const first = await readSecrets({ file })
    expect(Buffer.from(first.bytes).toString()).toBe('PIN.QES=123456\n')
    expect((await readSecrets({ fd: openSync(file, 'r') })).fingerprint).toBe(first.fingerprint)
    writeFileSync(file, 'PIN.QES=654321\n')
    expect((await readSecrets({ file })).fingerprint).not.toBe(first.fingerprint)
  })

  it.each([0o640, 0o604, 0o620, 0o660, 0o644])('refuses mode %o', async (mode) => {
    expect(await codeOf(readSecrets({ file: secrets(mode) }))).toBe('HC_SECRETS_READABLE')
  })

  it('refuses what is not there, what is not open and what is too long', async () => {
    expect(await codeOf(readSecrets({ file: join(folder, 'none') }))).toBe('HC_INPUT_UNUSABLE')
    expect(await codeOf(readSecrets({ fd: 987 }))).toBe('HC_INPUT_UNUSABLE')
    const file = secrets(0o600)
    writeFileSync(file, '#'.repeat(70_000))
    expect(await codeOf(readSecrets({ file }))).toBe('HC_SECRETS_MALFORMED')
  })
})

describe('openLineFile', () => {
  it('appends lines to a file that it closes to others', async () => {
    const path = join(folder, 'trace')
    writeFileSync(path, 'before\n', { mode: 0o644 })
    const file = await openLineFile(path)
    file.append('{"a":1}')
    file.close()
    expect(readFileSync(path, 'utf8')).toBe('before\n{"a":1}\n')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('refuses what is no file, waits for nobody, and leaves its permissions', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', ['-m', '666', pipe])
    expect(await codeOf(openLineFile(pipe))).toBe('HC_OUTPUT_UNUSABLE')
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
    expect(await codeOf(openLineFile(pipe))).toBe('HC_OUTPUT_UNUSABLE')
    expect(statSync(pipe).mode & 0o777).toBe(0o666)
    closeSync(reader)
  })

  it('follows no symbolic link', async () => {
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'trace'))
    expect(await codeOf(openLineFile(join(folder, 'trace')))).toBe('HC_OUTPUT_UNUSABLE')
  })
})
