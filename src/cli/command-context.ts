import type { Settings } from '../config/settings.js'
import type { HealthCardError } from '../errors/health-card-error.js'
import type { CliAdapters } from './adapters.js'
import type { GlobalOptions } from './global-options.js'
import type { Texts } from './messages/texts.js'
import type { Terminal } from './terminal/terminal.js'

/** What a command works with besides its own arguments. */
export interface CommandContext {
  readonly options: GlobalOptions
  readonly settings: Settings
  /** What is wrong with the configuration; the settings are then those where nobody says anything. */
  readonly configurationProblem: HealthCardError | undefined
  readonly texts: Texts
  readonly adapters: CliAdapters
  readonly terminal: Terminal
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  /** The time of this run: of `--sim-clock` where it is given. */
  readonly clock: () => Date
  /** Shows a line that is no data; nothing with `--quiet`. */
  readonly tell: (text: string) => void
}
