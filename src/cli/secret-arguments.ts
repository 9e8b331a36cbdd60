import { HealthCardError } from '../errors/health-card-error.js'

/** `--pin`, `--puk=…`, `--transport-pin`, `--new-pin`, `--pin-qes`, `--pin.qes`, `-pin`: whatever a hurried person may try. */
const SECRET_OPTION = /^--?(?:[a-z]+[-.])*(?:pin|puk)s?(?:[-.][a-z_.-]+)?(?:=.*)?$/i

/** `PIN.QES=…` as the secrets stream has it. */
const SECRET_LINE = /^(?:MR)?PIN\.[^=]*=/i

/** `pkcs11:…?pin-value=…` (RFC 7512). */
const SECRET_URI = /pkcs11:.*pin-value=/i

/**
 * Refuses a PIN or PUK in the arguments, before anything else reads them. The value goes into no message.
 *
 * @throws HealthCardError `HC_USAGE_SECRET_ARGUMENT`
 */
export function refuseSecretArguments(argv: readonly string[]): void {
  const separator = argv.indexOf('--')
  const words = separator < 0 ? argv : argv.slice(0, separator)
  const verbs = words.filter((word) => !word.startsWith('-'))
  const pinCommand = verbs.includes('pin') || verbs.includes('activate')
  const gives = (word: string): boolean =>
    SECRET_OPTION.test(word) || SECRET_LINE.test(word) || (pinCommand && /^\d{4,12}$/.test(word))
  const given = words.some((word, i) => SECRET_URI.test(word) || (gives(word) && !isValueOfNumber(words[i - 1])))
  if (given) {
    throw new HealthCardError('HC_USAGE_SECRET_ARGUMENT', 'a PIN or PUK was given as an argument')
  }
}

/** Options whose value is a number on purpose. */
function isValueOfNumber(option: string | undefined): boolean {
  return (
    option !== undefined && ['--sim-seed', '--secrets-fd', '--wait', '--card', '--reader', '--limit'].includes(option)
  )
}
