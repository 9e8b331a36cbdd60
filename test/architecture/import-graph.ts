import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { projectFolder } from '../docs/project-files.js'

/** One folder imports another: names as in the import table (`cos`, `simulator/card`, `bin`). */
export interface FolderImport {
  readonly from: string
  readonly to: string
}

interface CruiseResult {
  readonly modules: readonly {
    readonly source: string
    readonly dependencies: readonly { readonly resolved: string }[]
  }[]
}

/** All imports between folders, as dependency-cruiser finds them: once each, sorted. */
export function folderImports(): FolderImport[] {
  const pairs = new Set(
    cruise().modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => `${folderOf(source) ?? ''} ${folderOf(resolved) ?? ''}`),
    ),
  )
  return [...pairs]
    .sort()
    .map((pair) => pair.split(' '))
    .filter(([from, to]) => from !== '' && to !== '' && from !== to)
    .map(([from = '', to = '']) => ({ from, to }))
}

function cruise(): CruiseResult {
  const program = join(projectFolder, 'node_modules/.bin/depcruise')
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json']
  const output = execFileSync(process.execPath, [program, ...options, 'src', 'simulator', 'bin'], {
    cwd: projectFolder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  // The program's own format, of the version that package.json pins.
  return JSON.parse(output) as CruiseResult
}

/** The folder of the import table that a file lies in; undefined for packages and for src/index.ts. */
function folderOf(path: string): string | undefined {
  const [, src, simulator, bin] = /^(?:src\/([^/]+)\/|(simulator\/[^/]+)\/|(bin)\/)/.exec(path) ?? []
  return src ?? simulator ?? bin
}
