import { formatFor } from '../format.js'
import { checks } from './de/checks.js'
import { errors } from './de/errors.js'
import { help } from './de/help.js'
import { words } from './de/words.js'
import type { Texts } from './texts.js'

/** German. */
export const de: Texts = { language: 'de', errors, checks, words, help, format: formatFor('de-DE') }
