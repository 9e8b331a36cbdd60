import type { InputProblem, OutputProblem } from '../errors/file-problems.js'
import { HealthCardError } from '../errors/health-card-error.js'

/** The operating system's code of a failed file operation (`ENOENT`); undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error
    ? error.code
    : undefined
}

/** Does some work with a file that need not be there; undefined where it is not, or not any more. */
export async function unlessGone<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** `HC_INPUT_UNUSABLE` about `file`. */
export function inputUnusable(file: string, problem: InputProblem, cause?: unknown): HealthCardError {
  return new HealthCardError('HC_INPUT_UNUSABLE', `${file}: ${problem}`, { file, problem }, causeOf(cause))
}

/** `HC_OUTPUT_UNUSABLE` about `file`. */
export function outputUnusable(file: string, problem: OutputProblem, cause?: unknown): HealthCardError {
  return new HealthCardError('HC_OUTPUT_UNUSABLE', `${file}: ${problem}`, { file, problem }, causeOf(cause))
}

/** Does some reading; what the file system refuses becomes `HC_INPUT_UNUSABLE`. */
export async function reading<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw inputUnusable(file, inputProblems[code] ?? 'notReadable', error)
  }
}

/** Does some writing; what the file system refuses becomes `HC_OUTPUT_EXISTS` or `HC_OUTPUT_UNUSABLE`. */
export async function writing<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    if (code === 'EEXIST') throw outputExists(file, error)
    throw outputUnusable(file, outputProblems[code] ?? 'notWritable', error)
  }
}

/** `HC_OUTPUT_EXISTS` about `file`. */
export function outputExists(file: string, cause?: unknown): HealthCardError {
  return new HealthCardError('HC_OUTPUT_EXISTS', `${file} exists`, { file }, causeOf(cause))
}

const inputProblems: Readonly<Record<string, InputProblem>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'folder',
  ELOOP: 'notRegular',
  ENXIO: 'notRegular',
}

const outputProblems: Readonly<Record<string, OutputProblem>> = {
  ENOSPC: 'noSpace',
  EDQUOT: 'noSpace',
  ENOTDIR: 'notFolder',
  EISDIR: 'isFolder',
  ENAMETOOLONG: 'nameTooLong',
}

function causeOf(cause: unknown): ErrorOptions {
  return cause === undefined ? {} : { cause }
}
