import type { ResponseApdu } from '../apdu/response-apdu.js'
import { statusWordHex } from '../apdu/status-words.js'
import { equalBytes } from '../bytes/equal.js'
import { fromHex, toHex } from '../bytes/hex.js'
import type { Kept } from './kept.js'

/** What the data of an answer must be. */
export interface DataRule {
  /** In words, for the report: `64 bytes`, `a signature by the key whose public part is kept as publicKey`. */
  readonly is: string
  readonly check: (data: Uint8Array, kept: Kept) => boolean
}

/** What a conforming card answers. */
export interface Expectation {
  /** The status words that are right: four hex digits, where `x` is any digit. */
  readonly status: readonly string[]
  /** The sentence that leaves the status open, where there is more than one, and why. */
  readonly open?: string
  readonly data: DataRule
}

const noData: DataRule = { is: '', check: (data) => data.length === 0 }

/** This status word and no data. */
export function sw(status: string): Expectation {
  return { status: [status], data: noData }
}

/** `9000` and no data. */
export const ok = sw('9000')

/**
 * One of several status words, without data.
 *
 * @param open - the sentence that leaves it open, and why
 */
export function oneOf(status: readonly string[], open: string): Expectation {
  return { status, open, data: noData }
}

/** Any error: the specification says that the command must not succeed, not by which trailer. */
export function anyError(open: string): Expectation {
  return oneOf(['6xxx'], open)
}

/** Exactly these data (hex), and `9000` where no other status is named. */
export function data(hex: string, status = '9000'): Expectation {
  const wanted = fromHex(hex)
  return that({ is: toHex(wanted).toUpperCase(), check: (bytes) => equalBytes(bytes, wanted) }, status)
}

/** Data that begin so (hex). */
export function beginsWith(hex: string, status = '9000'): Expectation {
  const wanted = fromHex(hex)
  const check = (bytes: Uint8Array): boolean => equalBytes(bytes.subarray(0, wanted.length), wanted)
  return that({ is: `${toHex(wanted).toUpperCase()}…`, check }, status)
}

/** So many bytes of data. */
export function bytes(...lengths: readonly number[]): Expectation {
  return that({ is: `${lengths.join(' or ')} bytes`, check: ({ length }) => lengths.includes(length) })
}

/** Data that fulfil a rule. */
export function that(rule: DataRule, status = '9000'): Expectation {
  return { status: [status], data: rule }
}

/** The same data that a step has kept, or a part of them, in bytes from `from` on. */
export function keptData(name: string, from = 0, length?: number): DataRule {
  const end = length === undefined ? undefined : from + length
  const part = length === undefined ? `from ${from}` : `${from} to ${from + length - 1}`
  return {
    is: `the bytes ${part} of what came as ${name}`,
    check: (answer, kept) => equalBytes(answer, kept.get(name).subarray(from, end)),
  }
}

/** Other data than a step has kept, of the same length. */
export function otherThan(name: string): DataRule {
  return {
    is: `as many bytes as came as ${name}, and others`,
    check: (answer, kept) => answer.length === kept.get(name).length && !equalBytes(answer, kept.get(name)),
  }
}

/** Whether the answer is what is expected. */
export function meets(
  { status, data: rule }: Expectation,
  { sw: got, data: answer }: ResponseApdu,
  kept: Kept,
): boolean {
  const hex = statusWordHex(got)
  const fits = status.some((pattern) => matches(hex, pattern))
  return fits && rule.check(answer, kept)
}

function matches(hex: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replaceAll('x', '.')}$`).test(hex)
}

/** The expectation in words. */
export function describeExpectation({ status, data: rule }: Expectation): string {
  return [status.join(' or '), rule.is].filter((part) => part !== '').join(', ')
}
