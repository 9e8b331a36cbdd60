import type { ErrorData } from '../../../errors/health-card-error.js'
import { clause, factOf } from '../error-text.js'
import { letterName } from '../letter-names.js'

/** The secret that the error is about, by the name that the letter gives it. */
export function pinOf(data: ErrorData): string {
  const pin = factOf(data, 'pin')
  if (pin === undefined) return 'PIN'
  return pin.endsWith('.puk') ? `PUK of the ${letterName(pin.slice(0, -4))}` : letterName(pin)
}

/** How many attempts are left. */
export function leftOf(data: ErrorData, one: string, many: string): string {
  const left = data['triesLeft']
  if (typeof left !== 'number') return `The card does not tell how many ${many} are left.`
  return left === 1 ? `One ${one} is left.` : `${left} ${many} are left.`
}

/** What lets a blocked PIN be used again. */
export function unblocking(pin: string): string {
  if (pin === 'PIN.SO')
    return 'Nobody can unblock it any more. The token keeps its keys; ask its issuer what is left to do.'
  const by = pin === 'PIN.USER' ? 'the PIN of the security officer (PIN.SO)' : 'its PUK'
  return `Unblock it by ${by}: ehba pin unblock ${pin}`
}

/** How many digits are needed. */
export function lengthOf(data: ErrorData): string {
  const [from, to] = [factOf(data, 'minDigits'), factOf(data, 'maxDigits')]
  if (from === undefined || to === undefined) return 'Check the number of digits.'
  return from === to ? `It has ${from} digits.` : `It has ${from} to ${to} digits.`
}

/** What the card answered, in brackets. */
export function answerOf(data: ErrorData): string {
  const ckr = clause(data, 'status', (status) => ` (${clause(data, 'command', (command) => `${command}: `)}${status})`)
  if (ckr !== '') return ckr
  return clause(
    data,
    'statusWord',
    (word) => ` (${clause(data, 'command', (command) => `${command}: `)}answer ${word})`,
  )
}

/** The file in which it is, if there is one. */
export function inFile(data: ErrorData): string {
  return clause(data, 'file', (file) => ` in ${file}`)
}
