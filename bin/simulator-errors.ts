import type { ErrorCode } from '../src/errors/catalogue.js'
import { HealthCardError } from '../src/errors/health-card-error.js'
import { delayKinds } from '../simulator/card/delays.js'
import { FaultStrike } from '../simulator/reader/faults/fault-strike.js'
import { SimulatorError, type SimulatorErrorCode } from '../simulator/card/simulator-error.js'

const codes: Readonly<Record<SimulatorErrorCode, ErrorCode>> = {
  imageInvalid: 'HC_SIM_IMAGE_INVALID',
  // An image is a reader's name: one that is not there is a reader that is not there.
  imageUnreadable: 'HC_READER_NONE',
  stateInvalid: 'HC_SIM_STATE_INVALID',
  stateForeignImage: 'HC_SIM_STATE_INVALID',
  stateUnusable: 'HC_SIM_STATE_INVALID',
  memoryFailure: 'HC_SIM_STATE_INVALID',
  inUse: 'HC_CARD_BUSY',
  removed: 'HC_CARD_REMOVED',
  delayInvalid: 'HC_USAGE_INVALID',
}

/** Does something with the simulated card behind `reader`; its errors become those of the catalogue. */
export async function translatingErrors<T>(reader: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FaultStrike) throw struck(reader, error)
    throw error instanceof SimulatorError ? translated(reader, error) : error
  }
}

/** What a fault of a story looks like to a program that has the card in its own process. */
function struck(reader: string, error: FaultStrike): HealthCardError {
  const { kind } = error.strike
  const code = kind === 'pull' ? 'HC_CARD_REMOVED' : 'HC_READER_NONE'
  return new HealthCardError(code, `${reader}: ${error.message}`, { reader }, { cause: error })
}

function translated(reader: string, error: SimulatorError): HealthCardError {
  const { code, message } = error
  const data =
    code === 'delayInvalid'
      ? { problem: 'invalidValue', name: '--sim-delay', known: delayKinds.map((kind) => `${kind}=200ms`) }
      : { reader, why: message }
  return new HealthCardError(codes[code], `${reader}: ${message}`, data, { cause: error })
}
