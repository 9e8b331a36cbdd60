import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Why there can be no Java Card twin here; undefined: there can. */
export const whyNoTwin = ['mvn', 'javac', 'java'].map(missing).find((reason) => reason !== undefined)

function missing(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => existsSync(join(folder, program))) ? undefined : `${program} is not installed`
}
