import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { whyNoTwin } from './why-no-twin.js'

// Benchmarks run what tsc has put into dist/test/jcardsim.
const above = ['../..', '../../..'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
const root = above.find((folder) => existsSync(join(folder, 'package.json'))) ?? ''
const project = join(root, 'simulator/jcardsim')
const product = join(root, 'dist/jcardsim')

/** The twin's own jar, and jCardSim's. */
export const twinJars = {
  twin: `${product}/ehba-twin.jar`,
  jCardSim: `${product}/lib/jcardsim-3.0.6.0.jar`,
} as const

/** Vitest's global set-up for tests with the twin: builds it where a JDK and Maven are there, and only where it is stale. */
export default function buildTwin(): void {
  if (whyNoTwin !== undefined) return
  const built = statSync(twinJars.twin, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = readdirSync(project, { recursive: true, encoding: 'utf8' }).map((name) => join(project, name))
  if (sources.every((source) => statSync(source).mtimeMs <= built)) return
  execFileSync('mvn', ['-q', '-B', 'package'], { cwd: project, stdio: 'inherit' })
}
