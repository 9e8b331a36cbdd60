import type { Settings } from '../config/settings.js'
import type { HealthCardError } from '../errors/health-card-error.js'
import type { CliAdapters } from './adapters.js'
import type { Terminal } from './terminal/terminal.js'

/** Everything that one call of the program gets from outside. */
export interface CliRun {
  /** The words after the program's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly terminal: Terminal
  readonly adapters: CliAdapters
  readonly version: string
  /** Aborted when the program is asked to stop. */
  readonly signal: AbortSignal
}

/** What the configuration says, or what is wrong with it. */
export interface Configuration {
  readonly settings: Settings
  readonly problem: HealthCardError | undefined
}
