import { readFileSync } from 'node:fs'
import { SimulatorError } from '../simulator-error.js'

/**
 * The bytes of a card image.
 *
 * @throws SimulatorError `imageUnreadable`.
 */
export function readImageFile(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new SimulatorError('imageUnreadable', `cannot read the card image ${path}`, { cause })
  }
}
