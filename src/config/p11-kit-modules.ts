import { access, readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** A PKCS#11 module that p11-kit knows. */
export interface P11KitModule {
  /** Name of its file in the list, without `.module`. */
  readonly name: string
  readonly path: string
}

/** Where p11-kit keeps its list, the weightier folder later (pkcs11.conf(5)). */
const LIST_FOLDERS = [
  '/usr/share/p11-kit/modules',
  '/etc/pkcs11/modules',
  join(homedir(), '.config', 'pkcs11', 'modules'),
]

/** Where a module lies that the list names without a folder: fixed when p11-kit is built, and not told by it. */
const MODULE_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu/pkcs11',
  '/usr/lib/aarch64-linux-gnu/pkcs11',
  '/usr/lib64/pkcs11',
  '/usr/lib/pkcs11',
  '/usr/local/lib/pkcs11',
]

/**
 * Modules of p11-kit's list, by name; none where there is no p11-kit. Left out are those without keys (trust policy), those
 * that are no file (`remote`), those that are meant for other programs alone, and those whose file is missing.
 */
export async function p11KitModules(folders: readonly string[] = LIST_FOLDERS): Promise<readonly P11KitModule[]> {
  const entries = new Map<string, ReadonlyMap<string, string>>()
  for (const folder of folders) {
    for (const file of await filesIn(folder)) {
      const name = file.slice(0, -'.module'.length)
      entries.set(name, new Map([...(entries.get(name) ?? []), ...parseModule(await textOf(join(folder, file)))]))
    }
  }
  const found: P11KitModule[] = []
  for (const [name, fields] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = isMeant(fields) ? await fileOf(fields.get('module') ?? '') : undefined
    if (path !== undefined) found.push({ name, path })
  }
  return found
}

/** The lines `field: value` of a module's file; everything else is a comment or empty. */
export function parseModule(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').flatMap((line) => {
    const [, field, value] = /^\s*([a-z0-9-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    return field !== undefined && value !== undefined ? [[field, value] as const] : []
  })
  return new Map(lines)
}

function isMeant(fields: ReadonlyMap<string, string>): boolean {
  const words = (field: string): readonly string[] => (fields.get(field) ?? '').split(/[\s,]+/).filter(Boolean)
  const enabled = words('enable-in')
  return (
    fields.get('trust-policy') !== 'yes' &&
    !fields.has('remote') &&
    !words('disable-in').includes('ehba') &&
    (enabled.length === 0 || enabled.includes('ehba'))
  )
}

async function fileOf(module: string): Promise<string | undefined> {
  if (module === '') return undefined
  const places = isAbsolute(module) ? [module] : MODULE_FOLDERS.map((folder) => join(folder, module))
  for (const place of places) {
    if (
      await access(place).then(
        () => true,
        () => false,
      )
    )
      return place
  }
  return undefined
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch(() => [])
  return files.filter((file) => file.endsWith('.module')).sort()
}

/** A file that this user may not read counts as empty, as for p11-kit. */
async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '')
}
