import { constantBytes } from './command-bytes.js'
import { stepsOf, type ConformanceCase, type Step } from './conformance-case.js'
import { isReading } from './reading-guard.js'

/**
 * What a case does to a card. `reads`: nothing that stays. `verifies`: it uses a secret or a private key, which counts
 * something. `writes`: it changes the card. Taken from the commands themselves, so that no case can say it wrongly.
 */
export type Effect = 'reads' | 'verifies' | 'writes'

/** VERIFY, PERFORM SECURITY OPERATION, INTERNAL AUTHENTICATE. */
const usingInstructions: readonly number[] = [0x20, 0x2a, 0x88]

/** The strongest effect of all commands of a case. */
export function effectOf(row: ConformanceCase): Effect {
  const effects = [...stepsOf(row), row].map(effectOfStep)
  return effects.includes('writes') ? 'writes' : effects.includes('verifies') ? 'verifies' : 'reads'
}

function effectOfStep(step: Step): Effect {
  if ('activate' in step) return 'writes'
  if (!('send' in step)) return 'reads'
  const constant = constantBytes(step.send)
  if (constant && isReading(constant)) return 'reads'
  return usingInstructions.includes(Number.parseInt(step.send.replace(/\s/g, '').slice(2, 4), 16))
    ? 'verifies'
    : 'writes'
}
