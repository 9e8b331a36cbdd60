import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { whyNoTwin } from './why-no-twin.js'

const project = fileURLToPath(new URL('../../simulator/jcardsim', import.meta.url))
const product = fileURLToPath(new URL('../../dist/jcardsim', import.meta.url))

/** The twin's own jar, and jCardSim's. */
export const twinJars = {
  twin: `${product}/ehba-twin.jar`,
  jCardSim: `${product}/lib/jcardsim-3.0.6.0.jar`,
} as const

/** Vitest's global set-up for tests with the twin: builds it where a JDK and Maven are there. Maven knows what is stale. */
export default function buildTwin(): void {
  if (whyNoTwin === undefined) execFileSync('mvn', ['-q', '-B', 'package'], { cwd: project, stdio: 'inherit' })
}
