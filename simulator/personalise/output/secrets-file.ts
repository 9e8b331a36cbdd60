import { digitsOf, type PasswordSecrets } from '../card-secrets.js'

/**
 * The secrets of a card as the command line reads them (`--secrets-file`): one per line, `#` starts a remark. Without
 * new PINs: those are the holder's to choose.
 */
export function secretsFile(passwords: readonly PasswordSecrets[], iccsn: string): string {
  const lines = passwords.flatMap(({ slot, transportPin, puk, pin }) => [
    ...(transportPin ? [`${slot.name}.transport=${digitsOf(transportPin)}`] : []),
    `${slot.name}.puk=${digitsOf(puk)}`,
    ...(pin ? [`${slot.name}=${digitsOf(pin)}`] : []),
  ])
  return [`# TEST-ONLY NOT-VALID: secrets of the simulated card ${iccsn}`, ...lines, ''].join('\n')
}
