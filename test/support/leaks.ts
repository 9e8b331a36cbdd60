import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findSecret } from './find-secret.js'

/**
 * Which secrets stand where they must not, one line each.
 *
 * @param secrets - by what they are, so that a leak tells its name and not its value
 * @param places - contents by where they were found
 */
export function leaksIn(secrets: ReadonlyMap<string, string>, places: ReadonlyMap<string, Buffer>): string[] {
  return [...places].flatMap(([place, content]) =>
    [...secrets].flatMap(([name, digits]) =>
      findSecret(digits, content).map((form) => `${name} in ${place} as ${form}`),
    ),
  )
}

/** Paths of all files in a folder and below it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
