import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the project. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url))

const notOurs: readonly string[] = ['.git', '.tmp', 'coverage', 'dist', 'node_modules']

/** Every file of the project below `folder`, as paths from the project's root, in a fixed order. */
export function projectFiles(folder = ''): string[] {
  const entries = readdirSync(join(projectFolder, folder), { withFileTypes: true })
  return entries
    .filter(({ name }) => !notOurs.includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? projectFiles(path) : [path]
    })
    .sort()
}

/** Text of a file of the project. */
export function projectText(path: string): string {
  return readFileSync(join(projectFolder, path), 'utf8')
}
