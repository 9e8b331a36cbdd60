import { resolve } from 'node:path'
import type { SimulatedCardOrder } from '../src/cli/adapters.js'
import type { ErrorCode } from '../src/errors/catalogue.js'
import { HealthCardError } from '../src/errors/health-card-error.js'
import { createCard, type CreatedCard } from '../simulator/personalise/create-card.js'
import { PersonaliseError, type PersonaliseErrorCode } from '../simulator/personalise/personalise-error.js'
import { professions } from '../simulator/personalise/professions.js'

/** Makes a simulated card; the personaliser's errors become those of the catalogue. */
export async function createSimulatedCard(order: SimulatedCardOrder): Promise<CreatedCard> {
  const { seed, out, ...rest } = order
  try {
    return await createCard({ ...rest, out: resolve(out), ...(seed !== undefined && { seed }) })
  } catch (error) {
    throw error instanceof PersonaliseError ? translated(error) : error
  }
}

const codes: Readonly<Record<PersonaliseErrorCode, ErrorCode>> = {
  outputExists: 'HC_OUTPUT_EXISTS',
  cardInUse: 'HC_CARD_BUSY',
  outputUnusable: 'HC_OUTPUT_UNUSABLE',
  optionInvalid: 'HC_USAGE_INVALID',
}

function translated(error: PersonaliseError): HealthCardError {
  const { code, subject, message } = error
  const data = code === 'optionInvalid' ? optionData(subject) : { file: subject }
  return new HealthCardError(codes[code], message, data, { cause: error })
}

function optionData(option: string): Record<string, string | readonly string[]> {
  const known = option === 'profession' ? { known: Object.keys(professions) } : {}
  return { problem: 'invalidValue', name: `--${option}`, command: 'ehba sim create', ...known }
}
