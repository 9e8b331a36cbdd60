import type { PadPrompt, PinSource, SecretRequest } from '../../operations/workplace.js'
import { letterName } from '../messages/letter-names.js'
import type { Texts, Words } from '../messages/texts.js'

/** A person who looks away for longer is not there any more, and the card must not wait open. Readers allow at most 255 s. */
const TIMEOUT_MS = 60_000

/**
 * Sends the person to the reader's own keys, for everything that the stream does not hold. It comes before the terminal:
 * what is typed at a reader no program on this computer can read.
 *
 * @param tell - shows a line, whatever is kept quiet
 */
export function padPrompt(
  stream: PinSource | undefined,
  { words, language }: Pick<Texts, 'words' | 'language'>,
  tell: (text: string) => void,
): PadPrompt {
  return {
    language,
    timeoutMs: TIMEOUT_MS,
    wants: (secrets) => secrets.every(({ pin, role }) => (stream?.available(pin, role) ?? 0) === 0),
    announce: (requests) => {
      tell(announcement(words, requests))
    },
  }
}

function announcement({ prompts }: Words, requests: readonly SecretRequest[]): string {
  const entries = requests.map(({ pin, role, minDigits, maxDigits, triesLeft }) => {
    const label = prompts.secret(role, letterName(pin))
    return role === 'new'
      ? prompts.newEntry(label, minDigits, maxDigits)
      : prompts.entry(label, minDigits, maxDigits, triesLeft)
  })
  return prompts.atReader(entries)
}
