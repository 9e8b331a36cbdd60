import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configFilePath } from '../../../src/config/config-file.js'
import { loadSettings, resolveSettings } from '../../../src/config/resolve-settings.js'
import { isHealthCardError } from '../../../src/errors/health-card-error.js'

const nothing = {
  reader: [],
  pcscBackend: 'auto',
  pkcs11Modules: {},
  lang: undefined,
  logLevel: 'off',
  logFile: undefined,
  trust: [],
  chain: [],
  allowSecretsStreamForQes: false,
  batchRetentionDays: 7,
}

function keyOfError(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    if (isHealthCardError(error, 'HC_CONFIG_INVALID')) return error.data['key']
    throw error
  }
  return 'no error'
}

describe('resolveSettings', () => {
  it('guesses nothing where nobody says anything', () => {
    expect(resolveSettings({}, {}, 'f')).toEqual(nothing)
    expect(resolveSettings({ EHBA_LANG: '', EHBA_READER: '' }, {}, 'f')).toEqual(nothing)
  })

  it('takes the file, and the environment before the file', () => {
    const file = { reader: 'sim:a.xml', lang: 'de', logLevel: 'info', logFile: '/l', trust: ['r1', 'r2'] }
    expect(resolveSettings({}, file, 'f')).toEqual({ ...nothing, ...file, reader: ['sim:a.xml'] })
    const env = { EHBA_READER: 'sim:b.xml,sim:c.xml', EHBA_LANG: 'en', EHBA_TRUST: 'r3:r4', EHBA_LOG_LEVEL: 'debug' }
    expect(resolveSettings(env, file, 'f')).toMatchObject({
      reader: ['sim:b.xml', 'sim:c.xml'],
      lang: 'en',
      trust: ['r3', 'r4'],
      logLevel: 'debug',
      logFile: '/l',
    })
  })

  it('lets the file alone allow a secrets stream for PIN.QES', () => {
    expect(resolveSettings({}, { allowSecretsStreamForQes: true }, 'f').allowSecretsStreamForQes).toBe(true)
    const env = { EHBA_ALLOW_SECRETS_STREAM_FOR_QES: 'true', allowSecretsStreamForQes: 'true' }
    expect(resolveSettings(env, {}, 'f').allowSecretsStreamForQes).toBe(false)
  })

  it.each([
    [{ raeder: 'x' }, 'raeder'],
    [{ lang: 'fr' }, 'lang'],
    [{ reader: 3 }, 'reader'],
    [{ reader: [''] }, 'reader'],
    [{ trust: [1] }, 'trust'],
    [{ logFile: '' }, 'logFile'],
    [{ logFile: ['a'] }, 'logFile'],
    [{ logLevel: 'loud' }, 'logLevel'],
    [{ allowSecretsStreamForQes: 'yes' }, 'allowSecretsStreamForQes'],
    [{ pkcs11Modules: { dgn: 'relative.so' } }, 'pkcs11Modules'],
    [{ pkcs11Modules: ['/m.so'] }, 'pkcs11Modules'],
    [{ toString: 'x' }, 'toString'],
  ])('refuses %j and names the key', (file, key) => {
    expect(keyOfError(() => resolveSettings({}, file as Record<string, unknown>, 'f'))).toBe(key)
  })

  it('refuses a wrong value in the environment', () => {
    expect(keyOfError(() => resolveSettings({ EHBA_LANG: 'fr' }, {}, 'f'))).toBe('lang')
  })
})

describe('loadSettings', () => {
  const home = mkdtempSync(join(tmpdir(), 'ehba-config-'))
  const env = { XDG_CONFIG_HOME: home }

  it('reads $XDG_CONFIG_HOME/ehba/config.json, and needs none', async () => {
    expect(configFilePath(env)).toBe(join(home, 'ehba/config.json'))
    expect(configFilePath({ XDG_CONFIG_HOME: 'relative' })).toMatch(/\/\.config\/ehba\/config\.json$/)
    expect(await loadSettings(env)).toEqual(nothing)
    mkdirSync(join(home, 'ehba'))
    writeFileSync(join(home, 'ehba/config.json'), '{"lang":"de"}')
    expect((await loadSettings(env)).lang).toBe('de')
  })

  it.each(['{', '[]', '"x"', 'null', ''])('refuses the file %j', async (text) => {
    writeFileSync(join(home, 'ehba/config.json'), text)
    await expect(loadSettings(env)).rejects.toMatchObject({ code: 'HC_CONFIG_INVALID' })
  })
})
