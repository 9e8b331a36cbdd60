import { resolve } from 'node:path'
import type { SimulatedCardCounters, SimulatedCardOrder, Simulator } from '../src/cli/adapters.js'
import type { ErrorCode } from '../src/errors/catalogue.js'
import { HealthCardError, isHealthCardError } from '../src/errors/health-card-error.js'
import { openSimulatedCard } from '../simulator/card/simulated-card.js'
import { createCard, type CreatedCard } from '../simulator/personalise/create-card.js'
import { PersonaliseError, type PersonaliseErrorCode } from '../simulator/personalise/personalise-error.js'
import { professions, type ProfessionName } from '../simulator/personalise/professions.js'
import { translatingErrors } from './simulator-errors.js'
import { cardOptions } from './simulator-layer.js'

/** Makes simulated cards and asks them for their counters. */
export const simulatorWorkshop: Simulator = {
  create,
  async counters(image, simulation, waitMs) {
    try {
      return await translatingErrors(`sim:${image}`, async () => {
        const card = await openSimulatedCard(cardOptions(image, simulation, waitMs))
        await card.close()
        return { image, ...card.counters() }
      })
    } catch (error) {
      if (!isHealthCardError(error, 'HC_CARD_BUSY')) throw error
      return unknownCounters(image, error.code)
    }
  },
}

/** A card that is in use counts on; its counters can be asked for later. */
function unknownCounters(image: string, code: ErrorCode): SimulatedCardCounters {
  return { image, iccsn: null, cardName: null, signatures: {}, passwords: {}, code }
}

async function create({ profession, seed, holder, out, ...order }: SimulatedCardOrder): Promise<CreatedCard> {
  try {
    return await createCard({
      ...order,
      out: resolve(out),
      profession: professionNamed(profession),
      ...(seed !== undefined && { seed }),
      ...(holder && { holder }),
    })
  } catch (error) {
    throw error instanceof PersonaliseError ? translated(error) : error
  }
}

function professionNamed(name: string): ProfessionName {
  const known = Object.keys(professions) as ProfessionName[]
  const found = known.find((candidate) => candidate === name)
  if (found) return found
  const data = { problem: 'invalidValue', name: '--profession', known }
  throw new HealthCardError('HC_USAGE_INVALID', 'no such profession', data)
}

const codes: Readonly<Record<PersonaliseErrorCode, ErrorCode>> = {
  outputExists: 'HC_OUTPUT_EXISTS',
  outputUnusable: 'HC_OUTPUT_UNUSABLE',
  cardInUse: 'HC_CARD_BUSY',
  optionInvalid: 'HC_USAGE_INVALID',
}

function translated(error: PersonaliseError): HealthCardError {
  const { code, subject, message } = error
  const data =
    code === 'optionInvalid'
      ? {
          problem: 'invalidValue',
          name: subject.startsWith('-') ? subject : `--${subject}`,
          command: 'ehba sim create',
        }
      : { file: subject }
  return new HealthCardError(codes[code], message, data, { cause: error })
}
