import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { HealthCardError } from '../errors/health-card-error.js'

type Environment = Readonly<Record<string, string | undefined>>

/** `$XDG_CONFIG_HOME/ehba/config.json`, else `~/.config/ehba/config.json`. A relative path in the variable is ignored. */
export function configFilePath(env: Environment): string {
  const base = env['XDG_CONFIG_HOME']
  const folder = base !== undefined && isAbsolute(base) ? base : join(homedir(), '.config')
  return join(folder, 'ehba', 'config.json')
}

/**
 * The object in the configuration file; empty where there is no file.
 *
 * @throws HealthCardError `HC_CONFIG_INVALID` where the file cannot be read or is not a JSON object
 */
export async function readConfigFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await textOf(path)
  if (text === undefined) return {}
  try {
    const content: unknown = JSON.parse(text)
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content }
  } catch (cause) {
    throw new HealthCardError('HC_CONFIG_INVALID', `${path} is not JSON`, { file: path, key: null }, { cause })
  }
  throw new HealthCardError('HC_CONFIG_INVALID', `${path} is not a JSON object`, { file: path, key: null })
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined
    throw new HealthCardError('HC_CONFIG_INVALID', `${path} cannot be read`, { file: path, key: null }, { cause })
  }
}
