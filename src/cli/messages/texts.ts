import type { Format } from '../format.js'
import type { Language } from '../language.js'
import type { CheckTexts } from './check-text.js'
import type { ErrorTexts } from './error-text.js'
import type { help as englishHelp } from './en/help.js'
import type { words as englishWords } from './en/words.js'

/** Words of tables, summaries and prompts. English is the pattern; another language has the same ones. */
export type Words = typeof englishWords

/** Texts of `--help`: commands, arguments, options, headings. */
export type HelpTexts = typeof englishHelp

/** Everything that a person reads, in one language. */
export interface Texts {
  readonly language: Language
  readonly errors: ErrorTexts
  readonly checks: CheckTexts
  readonly words: Words
  readonly help: HelpTexts
  readonly format: Format
}
