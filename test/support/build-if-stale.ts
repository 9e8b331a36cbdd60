import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sources = ['src', 'simulator', 'bin', 'bundle.js', 'tsconfig.json', 'tsconfig.build.json', 'package.json']
const product = `${root}/dist/program/ehba.cjs`

/** Vitest's global set-up for tests that run `bin/ehba`: builds once, and only where a source is newer than the product. */
export default function buildIfStale(): void {
  const built = statSync(product, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (sources.every((source) => newest(`${root}/${source}`) <= built)) return
  execFileSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: 'inherit' })
}

/** Time of the latest change of a file, or of anything in a folder, in ms. */
function newest(path: string): number {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(`${path}/${name}`)))
}
