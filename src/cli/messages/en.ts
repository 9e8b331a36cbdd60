import { formatFor } from '../format.js'
import { checks } from './en/checks.js'
import { errors } from './en/errors.js'
import { help } from './en/help.js'
import { words } from './en/words.js'
import type { Texts } from './texts.js'

/** English. */
export const en: Texts = { language: 'en', errors, checks, words, help, format: formatFor('en-GB') }
