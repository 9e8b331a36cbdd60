import type { Logger } from '../log/logger.js'
import { backendNames, type BackendName, type BackendOptions, type PcscBackend } from './pcsc-backend.js'
import { isPcscError, PcscError } from './pcsc-error.js'
import { openPcscMini } from './pcsc-mini-backend.js'
import { openPcsclite } from './pcsclite-backend.js'

const openers: Readonly<Record<BackendName, (options: BackendOptions) => PcscBackend>> = {
  'pcsc-mini': openPcscMini,
  pcsclite: openPcsclite,
}

/**
 * Opens the backend of that name; `auto`: the first that can be loaded.
 *
 * @throws PcscError `moduleMissing`
 */
export function openBackend(wanted: BackendName | 'auto', options: BackendOptions, log: Logger): PcscBackend {
  for (const name of wanted === 'auto' ? backendNames : [wanted]) {
    try {
      return openers[name](options)
    } catch (error) {
      if (!isPcscError(error, 'moduleMissing')) throw error
      log.debug('PC/SC module cannot be loaded', { module: name })
    }
  }
  throw new PcscError('moduleMissing', `${wanted === 'auto' ? backendNames.join(' or ') : wanted} cannot be loaded`)
}
