import type { ErrorCode } from '../../errors/catalogue.js'
import type { ErrorData } from '../../errors/health-card-error.js'
import { oneLine } from '../printable.js'

/** A text, or one that is made from the facts of the error. It reads well where a fact is missing, too. */
export type ErrorWording = string | ((data: ErrorData) => string)

/** What a person reads about an error: what happened, and what to do next. */
export interface ErrorText {
  readonly happened: ErrorWording
  readonly next: ErrorWording
}

/** A text for every code; a missing one does not compile. */
export type ErrorTexts = Readonly<Record<ErrorCode, ErrorText>>

/** A fact in words on one line, a list separated by commas; undefined where there is none. */
export function factOf(data: ErrorData, key: string): string | undefined {
  const value = data[key]
  if (Array.isArray(value)) return value.length === 0 ? undefined : oneLine(value.join(', '))
  return typeof value === 'string' || typeof value === 'number' ? oneLine(`${value}`) : undefined
}

/** A fact in words on one line; nothing where there is none. */
export function said(data: ErrorData, key: string): string {
  return factOf(data, key) ?? ''
}

/** Words around a fact; nothing where there is none. */
export function clause(data: ErrorData, key: string, words: (fact: string) => string): string {
  const fact = factOf(data, key)
  return fact === undefined ? '' : words(fact)
}

/** The text for a fact of a closed set; undefined where the fact is not of that set. */
export function chosenText(data: ErrorData, key: string, texts: Readonly<Record<string, string>>): string | undefined {
  const fact = factOf(data, key)
  return fact !== undefined && Object.hasOwn(texts, fact) ? texts[fact] : undefined
}

/** The wording with its facts. */
export function spoken(wording: ErrorWording, data: ErrorData): string {
  return typeof wording === 'string' ? wording : wording(data)
}
