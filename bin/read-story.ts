import { readFile } from 'node:fs/promises'
import { HealthCardError } from '../src/errors/health-card-error.js'

/** The text of a fault story. @throws HealthCardError `HC_INPUT_UNUSABLE` */
export async function readStory(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new HealthCardError('HC_INPUT_UNUSABLE', `cannot read ${file}`, { file, problem: 'missing' }, { cause })
  }
}
