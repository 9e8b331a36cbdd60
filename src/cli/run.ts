import { isHealthCardError, type HealthCardError } from '../errors/health-card-error.js'
import type { CliRun, Configuration } from './cli-run.js'
import { asHealthCardError, failureJson, failureStack, failureText } from './failure.js'
import { chooseLanguage, type Language } from './language.js'
import type { Texts } from './messages/texts.js'
import type { Outcome } from './outcome.js'
import { printable } from './printable.js'
import { refuseSecretArguments } from './secret-arguments.js'
import type { Terminal } from './terminal/terminal.js'

/**
 * Runs one command.
 *
 * @returns the exit code, always one of the error catalogue, 0, or 1 of the doctor and of `conformance`. Never rejects.
 */
export async function runCli(run: CliRun): Promise<number> {
  let texts: Texts | undefined
  try {
    refuseSecretArguments(run.argv)
    const configuration = await readConfiguration(run)
    texts = await loadTexts(chooseLanguage(run.argv, run.env, configuration.settings.lang))
    const { runProgram } = await import('./run-program.js')
    return show(run, texts, await runProgram(run, configuration, texts))
  } catch (error) {
    texts ??= await loadTexts(chooseLanguage(run.argv, run.env, languageOf(run.env)))
    return show(run, texts, failed(error))
  }
}

/** A configuration that cannot be used is no reason yet to stop: the doctor works without, and can say so. */
async function readConfiguration({ adapters, env }: CliRun): Promise<Configuration> {
  try {
    return { settings: await adapters.settings(), problem: undefined }
  } catch (error) {
    if (!isHealthCardError(error, 'HC_CONFIG_INVALID')) throw error
    const { resolveSettings } = await import('../config/resolve-settings.js')
    return { settings: { ...resolveSettings({}, {}, ''), lang: languageOf(env) }, problem: error }
  }
}

/** The configuration may be what is wrong; its language is not known then. */
function languageOf(env: CliRun['env']): Language | undefined {
  const value = env['EHBA_LANG']
  return value === 'de' || value === 'en' ? value : undefined
}

async function loadTexts(language: Language): Promise<Texts> {
  return language === 'de' ? (await import('./messages/de.js')).de : (await import('./messages/en.js')).en
}

function failed(error: unknown): Outcome {
  return { json: {}, error: asHealthCardError(error) }
}

/**
 * Data to standard output; a failure to standard error, or into the object of `--json`. Where standard output takes no data,
 * that is the failure, and it is told on standard error in either form.
 */
function show(run: CliRun, texts: Texts, outcome: Outcome): number {
  const { terminal, env } = run
  const asJson = wantsJson(run.argv)
  const lost = failureOf(() => {
    showData(terminal, texts, outcome, asJson)
  })
  const error = outcome.error ?? lost
  if (error && (lost || !asJson)) terminal.err(printable(failureText(error, texts)))
  if (error && env['EHBA_DEBUG'] === '1') terminal.err(printable(failureStack(error)))
  return error?.facts.exit ?? outcome.exit ?? 0
}

function showData(terminal: Terminal, texts: Texts, { json, text, bytes, error }: Outcome, asJson: boolean): void {
  if (asJson) {
    const failure = error && { error: failureJson(error, texts) }
    terminal.out(`${JSON.stringify({ schemaVersion: 1, ...json, ...failure })}\n`)
    return
  }
  if (bytes) terminal.out(bytes)
  if (text) terminal.out(printable(text()))
}

function failureOf(work: () => void): HealthCardError | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return asHealthCardError(error)
  }
}

/** Looked up in the words themselves: also an error in the arguments is told in the form that was asked for. */
function wantsJson(argv: readonly string[]): boolean {
  const separator = argv.indexOf('--')
  return (separator < 0 ? argv : argv.slice(0, separator)).includes('--json')
}
