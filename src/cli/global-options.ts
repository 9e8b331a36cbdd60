import { Option, type Command } from 'commander'
import type { HelpTexts } from './messages/texts.js'
import { choiceOption, collect, seconds, time, wholeNumber } from './option-values.js'

/** Options that every command takes, before or after its verb. */
export interface GlobalOptions {
  readonly reader: readonly string[]
  readonly card?: string
  readonly json?: true
  readonly quiet?: true
  readonly lang?: 'de' | 'en'
  readonly trace?: string
  readonly secretsFd?: number
  readonly secretsFile?: string
  readonly allowLastTry?: true
  /** False: `--no-pinpad`. */
  readonly pinpad: boolean
  /** Seconds. */
  readonly wait?: number
  readonly simDelay: readonly string[]
  readonly simSeed?: number
  readonly simClock?: Date
  readonly simState?: string
  readonly simCos?: '3.10' | '3.12'
  readonly simFaults?: string
}

/** Adds the {@link GlobalOptions} to the program. */
export function addGlobalOptions(program: Command, { options }: HelpTexts): void {
  const none: readonly string[] = []
  const all = [
    new Option('--reader <READER>', options.reader).argParser(collect).default(none),
    new Option('--card <NUMBER>', options.card),
    new Option('--json', options.json),
    new Option('--quiet', options.quiet),
    choiceOption('--lang <LANG>', options.lang, ['de', 'en']),
    new Option('--trace <FILE>', options.trace),
    new Option('--secrets-fd <N>', options.secretsFd).argParser(wholeNumber('--secrets-fd')),
    new Option('--secrets-file <FILE>', options.secretsFile),
    new Option('--no-pinpad', options.noPinpad),
    new Option('--allow-last-try', options.allowLastTry),
    new Option('--wait <S>', options.wait).argParser(seconds('--wait')),
    new Option('--sim-delay <KIND=TIME>', options.simDelay).argParser(collect).default(none),
    new Option('--sim-seed <N>', options.simSeed).argParser(wholeNumber('--sim-seed')),
    new Option('--sim-clock <TIME>', options.simClock).argParser(time('--sim-clock')),
    new Option('--sim-state <FILE>', options.simState),
    choiceOption('--sim-cos <VERSION>', options.simCos, ['3.10', '3.12']),
    new Option('--sim-faults <FILE>', options.simFaults),
  ]
  for (const option of all) program.addOption(option)
}
