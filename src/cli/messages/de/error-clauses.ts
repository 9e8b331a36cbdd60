import type { ErrorData } from '../../../errors/health-card-error.js'
import { clause, factOf } from '../error-text.js'
import { letterName } from '../letter-names.js'

/** The secret that the error is about, by the name that the letter gives it. */
export function pinOf(data: ErrorData, unnamed = 'die PIN'): string {
  const pin = factOf(data, 'pin')
  if (pin === undefined) return unnamed
  return pin.endsWith('.puk') ? `die PUK zu ${letterName(pin.slice(0, -4))}` : letterName(pin)
}

/** How many tries are left. */
export function triesLeft(data: ErrorData): string {
  const left = data['triesLeft']
  if (typeof left !== 'number') return 'Wie viele Versuche übrig sind, sagt die Karte nicht.'
  return left === 1 ? 'Ein Versuch ist übrig.' : `${left} Versuche sind übrig.`
}

/** How many uses of a PUK are left. */
export function usesLeft(data: ErrorData): string {
  const left = data['triesLeft']
  if (typeof left !== 'number') return 'Wie viele Eingaben übrig sind, sagt die Karte nicht.'
  return left === 1 ? 'Eine Eingabe ist übrig.' : `${left} Eingaben sind übrig.`
}

/** What lets a blocked PIN be used again. */
export function unblocking(pin: string): string {
  if (pin === 'PIN.SO')
    return 'Niemand kann sie mehr entsperren. Das Token behält seine Schlüssel; fragen Sie seinen Herausgeber, was noch geht.'
  const by = pin === 'PIN.USER' ? 'PIN des Verwalters (PIN.SO)' : 'PUK'
  return `Heben Sie die Sperre mit der ${by} auf: ehba pin unblock ${pin}`
}

/** How many digits are needed. */
export function lengthOf(data: ErrorData): string {
  const [from, to] = [factOf(data, 'minDigits'), factOf(data, 'maxDigits')]
  if (from === undefined || to === undefined) return 'Prüfen Sie die Zahl der Ziffern.'
  return from === to ? `Er hat ${from} Ziffern.` : `Er hat ${from} bis ${to} Ziffern.`
}

/** What the card answered, in brackets. */
export function answerOf(data: ErrorData): string {
  const ckr = clause(data, 'status', (status) => ` (${clause(data, 'command', (command) => `${command}: `)}${status})`)
  if (ckr !== '') return ckr
  return clause(
    data,
    'statusWord',
    (word) => ` (${clause(data, 'command', (command) => `${command}: `)}Antwort ${word})`,
  )
}

/** The file in which it is, if there is one. */
export function inFile(data: ErrorData): string {
  return clause(data, 'file', (file) => ` in ${file}`)
}
