import type { SecretBytes } from '../bytes/secret-bytes.js'
import type { Letter, LetterSecret } from '../conformance/suite-secrets.js'
import { streamName, type PinSource, type SecretRole } from './workplace.js'

const pins = ['PIN.CH', 'PIN.QES'] as const
const roles = ['pin', 'transport', 'puk'] as const satisfies readonly SecretRole[]

/** The secrets of a simulated card for one run of the suite. */
export interface LentLetter extends Disposable {
  readonly lend: Letter
}

/**
 * Takes what the caller's stream has of the card's letter; nobody is asked. Cards that are not simulated get no secret at all.
 *
 * @param source - undefined: nothing is taken
 */
export async function askLetter(source: PinSource | undefined, iccsn: string): Promise<LentLetter> {
  const secrets = new Map<LetterSecret, SecretBytes>()
  for (const pin of pins) {
    for (const role of roles) {
      const lines = source?.available(pin, role) ?? 0
      if (!source || lines === 0 || lines === Infinity) continue
      const request = { pin, role, iccsn, minDigits: 4, maxDigits: 12, triesLeft: null, changeInterrupted: false }
      secrets.set(letterSecret(pin, role), await source.request(request))
    }
  }
  return {
    lend: (name) => secrets.get(name),
    [Symbol.dispose]: () => {
      for (const secret of secrets.values()) secret.dispose()
    },
  }
}

/** The suite calls the secrets as the stream does. */
function letterSecret(pin: (typeof pins)[number], role: (typeof roles)[number]): LetterSecret {
  return streamName({ pin, role }) as LetterSecret
}
