import { readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { inputUnusable, reading } from './file-errors.js'

/** What stands in a decoded name for bytes that are no UTF-8; it can also be meant. */
const REPLACEMENT = '\ufffd'

/**
 * The names in a folder, sorted.
 *
 * @throws HealthCardError `HC_INPUT_UNUSABLE`, also where a name is no UTF-8: a file must not be passed over, nor taken for
 *   another one whose name it seems to have
 */
export async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = []
  for (const name of await reading(folder, () => readdir(folder, { encoding: 'buffer' }))) {
    if (!isText(name)) throw inputUnusable(join(folder, name.toString()), 'nameNotText')
    names.push(name.toString())
  }
  return names.sort()
}

/**
 * Refuses a path that stands for one that is no UTF-8: that is how the command line hands it over.
 *
 * @throws HealthCardError `HC_INPUT_UNUSABLE`
 */
export async function refuseUnreadableName(path: string): Promise<void> {
  for (let at = resolve(path); at.includes(REPLACEMENT); at = dirname(at)) {
    const [folder, name] = [dirname(at), basename(at)]
    const neighbours = await reading(path, () => readdir(folder, { encoding: 'buffer' }))
    if (neighbours.some((other) => other.toString() === name && !isText(other)))
      throw inputUnusable(path, 'nameNotText')
  }
}

function isText(name: Buffer): boolean {
  return Buffer.from(name.toString()).equals(name)
}
