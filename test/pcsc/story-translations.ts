import type { Step } from '../e2e/read-stories.js'

/** How the secrets of a story are given: in a file, at the prompts of a terminal, at the keys of the reader. */
export const ways = ['stream', 'terminal', 'pad'] as const

export type Way = (typeof ways)[number]

interface Translation {
  readonly ways: readonly Way[]
  readonly applies: (step: Step) => boolean
  /** The step as it is right there; undefined: it has no meaning there. */
  readonly to: (step: Step) => Step | undefined
  readonly because: string
}

const people: readonly Way[] = ['terminal', 'pad']

/**
 * The stories are told for a secrets file. Where a person gives the secrets, another answer is right in these cases, and in
 * no others; the first that applies counts.
 */
export const translations: readonly Translation[] = [
  {
    ways: people,
    applies: ({ secrets }) => secrets === 'same file',
    to: () => undefined,
    because: 'that the value is the same can be known of a file; who types may have mistyped before',
  },
  {
    ways: people,
    applies: ({ secrets, answer }) => answer === 'HC_PIN_MISSING' && pinsIn(secrets) > 1,
    to: () => undefined,
    because:
      'a file is looked through before anything is sent; a person is asked PIN by PIN, and the first would be set',
  },
  {
    ways: people,
    applies: ({ answer }) => answer === 'HC_PIN_MISSING',
    to: (step) => ({ ...step, answer: 'HC_PIN_CANCELLED' }),
    because: 'who does not know what is asked for cancels; the exit code is the same',
  },
  {
    ways: ['terminal'],
    applies: ({ answer }) => answer === 'HC_PIN_FORMAT',
    to: (step) => ({ ...step, exit: '23', answer: 'HC_PIN_CANCELLED' }),
    because: 'the terminal asks again until the length is right; who has no other value cancels',
  },
  {
    ways: people,
    applies: ({ command, secrets }) => isPlainUnblock(command) && secrets.includes('.new='),
    to: (step) => ({ ...step, command: `${step.command} --set-new` }),
    because: 'a file says by its line that a new PIN is wanted, a person by --set-new',
  },
]

/** The step as it is right where secrets are given that way; undefined: it has no meaning there. */
export function translate(step: Step, way: Way): Step | undefined {
  const found = translations.find(({ ways, applies }) => ways.includes(way) && applies(step))
  return found ? found.to(step) : step
}

function pinsIn(secrets: string): number {
  return new Set(secrets.match(/PIN\.(?:CH|QES|SMC)/g)).size
}

function isPlainUnblock(command: string): boolean {
  return command.startsWith('pin unblock') && !command.includes('--set-new')
}
