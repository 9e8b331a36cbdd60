import type { SecretBytes } from '../../bytes/secret-bytes.js'
import type { PinSource, SecretRequest } from '../../operations/workplace.js'
import { letterName } from '../messages/letter-names.js'
import type { Words } from '../messages/texts.js'
import type { Person } from './person.js'

/** {@link PinSource} that asks the person at the terminal. */
export function terminalSource(person: Person, words: Words): PinSource {
  const { prompts } = words
  return {
    available: () => Infinity,
    request: (request) => {
      if (request.changeInterrupted) return askAfterInterruption(person, words, request)
      return request.role === 'new' ? askTwice(person, words, request) : askOnce(person, words, request)
    },
    refused: () => Promise.resolve(),
    tryAgain: ({ pin, triesLeft }) => person.askYesNo(prompts.tryAgain(letterName(pin), triesLeft)),
  }
}

function askOnce(person: Person, { prompts }: Words, request: SecretRequest): Promise<SecretBytes> {
  const { pin, role, minDigits, maxDigits, triesLeft } = request
  const label = prompts.secret(role, letterName(pin))
  return person.askDigits(prompts.entry(label, minDigits, maxDigits, triesLeft), minDigits, maxDigits)
}

async function askTwice(person: Person, { prompts }: Words, request: SecretRequest): Promise<SecretBytes> {
  const { pin, minDigits, maxDigits } = request
  const label = prompts.secret('new', letterName(pin))
  for (;;) {
    const first = await person.askDigits(prompts.newEntry(label, minDigits, maxDigits), minDigits, maxDigits)
    try {
      using second = await person.askDigits(prompts.repeat(label), minDigits, maxDigits)
      if (first.equals(second)) return first
    } catch (error) {
      first.dispose()
      throw error
    }
    first.dispose()
    person.tell(prompts.different)
  }
}

/**
 * The card may hold the old value or the new one, and only the person can know which to try. Each costs a try if it is the
 * wrong one, so nothing is chosen for them.
 */
async function askAfterInterruption(person: Person, words: Words, request: SecretRequest): Promise<SecretBytes> {
  const { prompts } = words
  const { pin, role, minDigits, maxDigits } = request
  const label = letterName(pin)
  person.tell(prompts.interrupted(label, role === 'transport'))
  const choice = await person.askNumber(prompts.oldOrNew(role === 'transport'), 2)
  const old = choice === 1
  // A Transport-PIN is the shortest value that is allowed here; whatever is longer is a PIN.
  const shortest = role === 'transport' && !old ? minDigits + 1 : minDigits
  const longest = role === 'transport' && old ? minDigits : maxDigits
  const asked = { ...request, role: old ? role : 'pin', minDigits: shortest, maxDigits: longest } as const
  return await askOnce(person, words, asked)
}
