import { delimiter, isAbsolute } from 'node:path'
import { HealthCardError } from '../errors/health-card-error.js'
import { configFilePath, readConfigFile } from './config-file.js'
import { settingFacts, type SettingFacts, type Settings } from './settings.js'

type Environment = Readonly<Record<string, string | undefined>>
type Name = keyof Settings

/**
 * The settings of this run: the environment outranks the file. Options of the command line outrank both; they are the
 * caller's.
 *
 * @throws HealthCardError `HC_CONFIG_INVALID` naming the file or variable and the key, also for a key that is not known
 */
export async function loadSettings(env: Environment): Promise<Settings> {
  const file = configFilePath(env)
  return resolveSettings(env, await readConfigFile(file), file)
}

/** As {@link loadSettings}, from the content of the file. */
export function resolveSettings(env: Environment, content: Readonly<Record<string, unknown>>, file: string): Settings {
  for (const key of Object.keys(content)) {
    if (!Object.hasOwn(settingFacts, key)) throw invalid(file, key, 'is not known')
  }
  const read = (name: Name): unknown => valueOf(name, env, content, file)
  return {
    reader: asList(read('reader')),
    pcscBackend: oneOf(settingFacts.pcscBackend.shape, read('pcscBackend')) ?? 'auto',
    pkcs11Modules: asPaths(read('pkcs11Modules')),
    lang: oneOf(['de', 'en'], read('lang')),
    logLevel: oneOf(settingFacts.logLevel.shape, read('logLevel')) ?? 'off',
    logFile: asText(read('logFile')),
    trust: asList(read('trust')),
    chain: asList(read('chain')),
    allowSecretsStreamForQes: read('allowSecretsStreamForQes') === true,
    batchRetentionDays: asNumber(read('batchRetentionDays')) ?? Number(settingFacts.batchRetentionDays.standard),
  }
}

/** The value in its checked shape; undefined where nobody says anything. */
function valueOf(name: Name, env: Environment, content: Readonly<Record<string, unknown>>, file: string): unknown {
  const facts: SettingFacts = settingFacts[name]
  const text = facts.variable === undefined ? undefined : env[facts.variable]
  if (facts.variable !== undefined && text !== undefined && text !== '') {
    const value = facts.shape === 'list' ? text.split(delimiterOf(name)).filter((part) => part !== '') : text
    return checked(value, facts, facts.variable, name)
  }
  return content[name] === undefined ? undefined : checked(content[name], facts, file, name)
}

/** Names of readers hold colons (`sim:card.xml`), so a list of them is separated by commas; paths as in PATH. */
function delimiterOf(name: Name): string {
  return name === 'reader' ? ',' : delimiter
}

function checked(value: unknown, { shape }: SettingFacts, place: string, name: Name): unknown {
  switch (shape) {
    case 'switch':
      if (typeof value === 'boolean') return value
      throw invalid(place, name, 'must be true or false')
    case 'number':
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
      throw invalid(place, name, 'must be a whole number')
    case 'text':
      if (typeof value === 'string' && value !== '') return value
      throw invalid(place, name, 'must be a text')
    case 'paths':
      if (isPaths(value)) return value
      throw invalid(place, name, 'must be an object with absolute paths')
    case 'list': {
      const list: unknown = typeof value === 'string' ? [value] : value
      if (Array.isArray(list) && list.every((item) => typeof item === 'string' && item !== '')) return list
      throw invalid(place, name, 'must be a text or a list of texts')
    }
    default:
      if (typeof value === 'string' && shape.includes(value)) return value
      throw invalid(place, name, `must be one of ${shape.join(', ')}`)
  }
}

function asList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function asPaths(value: unknown): Readonly<Record<string, string>> {
  return isPaths(value) ? value : {}
}

function isPaths(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((path) => typeof path === 'string' && isAbsolute(path))
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function oneOf<T extends string>(choices: readonly T[], value: unknown): T | undefined {
  return choices.find((choice) => choice === value)
}

function invalid(file: string, key: string, why: string): HealthCardError {
  return new HealthCardError('HC_CONFIG_INVALID', `${file}: ${key} ${why}`, { file, key })
}
