import type { ExpiryWarning } from '../../operations/expiry-warnings.js'
import type { Texts } from '../messages/texts.js'

/** Certificates that end soon, one paragraph for each day on which some do. Empty where none do. */
export function renderWarnings(warnings: readonly ExpiryWarning[], { words, format }: Texts): string {
  const ofTheSameDay = (wanted: number): ExpiryWarning[] => warnings.filter(({ daysLeft }) => daysLeft === wanted)
  return warnings
    .filter((warning) => ofTheSameDay(warning.daysLeft)[0] === warning)
    .map(({ notAfter, daysLeft, within }) => {
      const files = ofTheSameDay(daysLeft).map(({ file }) => file)
      return `${words.expiry.ends(files.join(', '), format.date(notAfter), daysLeft)}\n${words.expiry.next[within]}\n`
    })
    .join('')
}
