import type { Logger } from '../src/log/logger.js'
import { openLineFile } from '../src/storage/line-file.js'

/**
 * A trace into a file. Where it can no longer be written (no space) it ends with one warning, and the work with the card
 * goes on.
 *
 * @throws HealthCardError `HC_OUTPUT_UNUSABLE` where it cannot be opened
 */
export async function openTrace(path: string, log: Logger): Promise<(entry: object) => void> {
  const file = await openLineFile(path)
  let writing = true
  return (entry) => {
    if (!writing) return
    try {
      file.append(JSON.stringify(entry))
    } catch (error) {
      writing = false
      log.warn('the trace ends here', { file: path, fault: error instanceof Error ? error.name : 'unknown' })
    }
  }
}
