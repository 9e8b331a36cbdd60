import { HealthCardError } from '../errors/health-card-error.js'
import { CryptokiError } from './cryptoki-errors.js'
import { type CallName, moduleCalls, type ModuleAnswer } from './module-calls.js'

/** Why there is no module to speak with, for the text of `HC_READER_NONE`. */
export type ModuleProblem = 'moduleFailed' | 'moduleUnusable' | 'pkcs11Missing'

/** The module did not answer in its time; its process was ended. */
export function silent(path: string, call: CallName): HealthCardError {
  const { cryptoki } = moduleCalls[call]
  return new HealthCardError('HC_CARD_SILENT', `${path}: ${cryptoki} does not come back`, {
    reader: path,
    call: cryptoki,
  })
}

/**
 * The process of the module ended by itself, or says what it never should.
 *
 * @param why - `signal SIGSEGV`, `exit code 3`
 */
export function failed(path: string, why: string, cause?: unknown): HealthCardError {
  return noReader(path, 'moduleFailed', why, cause)
}

/** The file is missing, is no PKCS#11 module, or does not begin. */
export function unusable(path: string, why: string, cause?: unknown): HealthCardError {
  return noReader(path, 'moduleUnusable', why, cause)
}

/** Whatever was open is gone with the process that it was in. */
export function gone(path: string): HealthCardError {
  return new HealthCardError('HC_CARD_REMOVED', `${path}: the process of the module has ended`, { reader: path })
}

/** What an answer other than a result means. */
export function refusal(path: string, answer: Exclude<ModuleAnswer, { readonly result: unknown }>): Error {
  if ('ckr' in answer) return new CryptokiError(answer.ckr, answer.call)
  if ('unusable' in answer) return unusable(path, answer.unusable)
  if ('bug' in answer) return new HealthCardError('HC_INTERNAL', `process of ${path}: ${answer.bug}`)
  const problem: ModuleProblem = 'pkcs11Missing'
  return new HealthCardError('HC_READER_NONE', `${answer.missing} cannot be loaded`, {
    problem,
    module: answer.missing,
  })
}

function noReader(path: string, problem: ModuleProblem, why: string, cause: unknown): HealthCardError {
  const options = cause === undefined ? {} : { cause }
  return new HealthCardError('HC_READER_NONE', `${path}: ${problem}, ${why}`, { reader: path, problem, why }, options)
}
